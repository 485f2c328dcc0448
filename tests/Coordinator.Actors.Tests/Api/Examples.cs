using Akka.Actor;
using Akka.Configuration;
using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Actors.Tests.Api;

/// <summary>The examples of docs/api.md, which are compared with these methods and run by <see cref="An_example"/>.</summary>
internal static class Examples
{
    public static IEntracte Embed(ActorSystem system)
    {
        IEntracte entracte = EntracteSystem.Get(system);
        return entracte;
    }

    public static ActorSystem Start()
    {
        var system = ActorSystem.Create("entracte", EntracteConfiguration.Local);
        return system;
    }

    public static ActorSystem JoinCluster(string[] arguments)
    {
        var chosen = ConfigurationFactory.ParseString("""
            entracte.node.name = "scheduler"
            entracte.cluster {
              join = ["10.0.0.1"]
              listen = ":7700"
              roles = ["scheduler"]
              keys = "/home/grid/keys"
            }
            """);
        var config = EntracteConfiguration.Of(chosen, out var membership);
        TrustedAuthority.Require(membership!.Keys, arguments);
        var system = ActorSystem.Create("entracte", config);
        var entracte = EntracteSystem.Get(system);
        membership.Enter(system);
        return system;
    }

    public static async Task<CheckpointResult> LaunchAndCheckpointAsync(IEntracte entracte)
    {
        await entracte.LaunchAsync(new LaunchRequest
        {
            Program = "/usr/bin/simulation",
            Arguments = ["--steps", "1000000"],
            Name = "sim",
            ImagesDirectory = "/shared/images",
            IntervalSeconds = 600,
            Keep = 2,
            Streams = new StandardStreams { Output = "/shared/sim.out", Error = "/shared/sim.err" },
        });
        var image = await entracte.CheckpointAsync(new CheckpointRequest { Target = "sim" });
        Console.WriteLine($"generation {image.Generation} in {image.Directory}, {image.SizeBytes} bytes; it stood still for {image.PauseMilliseconds} ms");
        return image;
    }

    public static async Task<RestartResult> PreemptAndResumeAsync(IEntracte entracte, string otherNode)
    {
        await entracte.CheckpointAsync(new CheckpointRequest { Target = "sim", Kill = true });
        var resumed = await entracte.RestartAsync(new RestartRequest { Target = "sim", ImagesDirectory = "/shared/images", Node = otherNode });
        return resumed;
    }

    public static async Task<Failure?> AskForTooMuchAsync(IEntracte entracte)
    {
        try
        {
            await entracte.CheckpointAsync(new CheckpointRequest { Target = "nobody" });
            return null;
        }
        catch (EntracteException refused) when (refused.Failure.Kind == FailureKind.NotFound)
        {
            return refused.Failure;
        }
    }

    public static async Task<string[]> WatchAsync(IEntracte entracte, Func<Task> meanwhile)
    {
        var said = new List<string>();
        var events = entracte.WatchAsync("sim");
        await meanwhile();
        await foreach (var happened in events)
        {
            var line = happened switch
            {
                CheckpointCommitted committed => $"{committed.Name}: image {committed.Generation} exists",
                CheckpointFailed failed => $"{failed.Name}: {failed.Failure}",
                ComputationEnded ended => $"{ended.Name}: no process is left",
                EventsLost lost => $"{lost.Count} events were lost",
                _ => "",
            };
            said.Add(line);
            if (happened is ComputationEnded)
                break;
        }

        return [.. said.Where(line => line.Length > 0)];
    }

    public static async Task<string[]> AskAsMessageAsync(EntracteSystem entracte)
    {
        var answer = await entracte.Door.Ask<object>(new StatusRequest(), TimeSpan.FromSeconds(30));
        var names = answer switch
        {
            SystemStatus status => status.Computations.Select(computation => computation.Name),
            Failure failure => throw new EntracteException(failure),
            _ => [],
        };
        return [.. names];
    }

    public static EntracteSystem OnOtherPorts(ActorSystem system, IProcessHost host, IImageStores stores)
    {
        var entracte = EntracteSystem.Start(system, new EntractePorts { Host = host, Stores = stores });
        return entracte;
    }
}
