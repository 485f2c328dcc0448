using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace Entracte.Standin.Tests.Networks;

/// <summary>Several actor systems in this process, connected over loopback ports that the kernel has chosen.</summary>
internal sealed class Systems : IAsyncDisposable
{
    /// <summary>For everything that must happen but may take its time on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const string Settings = """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          actor {
            provider = remote
            serializers { letters = "Entracte.Standin.Tests.Networks.LetterSerializer, Entracte.Standin.Tests" }
            serialization-bindings { "Entracte.Standin.Tests.Networks.Letter, Entracte.Standin.Tests" = letters }
          }
          remote {
            dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            retry-gate-closed-for = 200ms
          }
          cluster {
            gossip-interval = 100ms
            leader-actions-interval = 100ms
            failure-detector.acceptable-heartbeat-pause = 60s
            split-brain-resolver.stable-after = 2s
          }
          # A system that is terminated here has crashed; who wants to leave first does so.
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """;

    private readonly List<ActorSystem> _all = [];

    public ActorSystem Start(string more = "")
    {
        var system = ActorSystem.Create("net", ConfigurationFactory.ParseString(more).WithFallback(ConfigurationFactory.ParseString(Settings)));
        _all.Add(system);
        return system;
    }

    public ActorSystem StartMember(string more = "") => Start(more + "\nakka.actor.provider = cluster");

    /// <summary>The first founds the cluster, the others join it; all see all of them up, in this order.</summary>
    public async Task<Cluster[]> FormAsync(params ActorSystem[] systems)
    {
        var clusters = systems.Select(Cluster.Get).ToArray();
        for (var count = 1; count <= clusters.Length; count++)
        {
            clusters[count - 1].Join(clusters[0].SelfAddress);
            foreach (var member in clusters.Take(count))
                await UntilAsync(() => member.State.Members.Count(other => other.Status == MemberStatus.Up) == count, $"{member.SelfAddress} sees {count} members up");
        }

        return clusters;
    }

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); !condition(); await Task.Delay(20))
            Assert.True(waited.Elapsed < Patience, $"not within {Patience}: {what}");
    }

    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>The path of an actor of one system as another one writes it.</summary>
    public static ActorPath PathOf(ActorSystem system, string path) => ActorPath.Parse($"{AddressOf(system)}{path}");

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _all)
            await system.Terminate();
    }
}
