using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Configuration;
using Entracte.Coordinator;
using Entracte.GridScheduler.Running;
using Entracte.GridScheduler.Showing;
using Entracte.GridScheduler.Spool;
using Spectre.Console;

namespace Entracte.GridScheduler.Verbs;

/// <summary>gridscheduler run: becomes a member of the cluster, without any job on itself and never its coordinator, and schedules until it is told to stop.</summary>
internal sealed class RunVerb
{
    private readonly Option<string> shared = SharedOption.Create();
    private readonly Option<string> join = new("--join") { Description = "Members of the cluster, as HOST:PORT or HOST, separated by commas.", Required = true };
    private readonly Option<string> listen = new("--listen") { Description = "Where the nodes reach the scheduler, as ADDRESS:PORT or :PORT.", DefaultValueFactory = _ => ":7678" };
    private readonly Option<string> keys = new("--keys") { Description = "The directory that entracte keys has made.", Required = true };
    private readonly Option<string> name = new("--name") { Description = "What the nodes call it.", DefaultValueFactory = _ => "scheduler" };
    private readonly Option<string[]> slots = new("--slots") { Description = "Slots of each node (N), or of one (NODE=N); 1 otherwise. May be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<string?> jobs = new("--jobs") { Description = "A file of jobs to submit first: a JSON array, as jobs.json beside this program." };
    private readonly Option<double> patience = new("--patience") { Description = "Seconds for which a node may be away before its jobs are started elsewhere.", DefaultValueFactory = _ => 30 };
    private readonly Option<string?> config = new("--config") { Description = "HOCON over the defaults, as for entracte node." };

    public static Command Create(string[] arguments)
    {
        var verb = new RunVerb();
        var command = new Command("run", "Schedules the jobs of a shared directory on the nodes of a cluster.")
        {
            verb.shared, verb.join, verb.listen, verb.keys, verb.name, verb.slots, verb.jobs, verb.patience, verb.config,
        };
        command.SetAction((parsed, cancellation) => verb.RunAsync(parsed, arguments, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, string[] arguments, CancellationToken cancellation)
    {
        var configuration = EntracteConfiguration.Of(Chosen(parsed), out var membership);
        TrustedAuthority.Require(membership!.Keys, arguments);
        var spool = new SpoolDirectory(parsed.GetValue(shared)!);
        using var only = Alone(spool);
        if (parsed.GetValue(jobs) is { } file)
            JobFile.Submit(file, new OrderInbox(spool));
        var actors = ActorSystem.Create("entracte", configuration);
        try
        {
            var entracte = EntracteSystem.Get(actors);
            membership.Enter(actors);
            await ScheduleAsync(OptionsOf(parsed), entracte, spool, actors.WhenTerminated, cancellation);
        }
        finally
        {
            await actors.Terminate();
        }

        return 0;
    }

    private static async Task ScheduleAsync(GridOptions options, IEntracte entracte, SpoolDirectory spool, Task expelled, CancellationToken cancellation)
    {
        if (AnsiConsole.Profile.Out.IsTerminal)
            await AnsiConsole.Live(new Text("")).StartAsync(display => ScheduleAsync(new LiveTable(display)));
        else
            await ScheduleAsync(new PlainLines(Console.Out));

        async Task ScheduleAsync(IQueueView view)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                stop.Cancel();
            });
            var running = new GridLoop(options, entracte, spool, view.Tell, view.Show).RunAsync(stop.Token);
            if (await Task.WhenAny(running, expelled) == expelled)
            {
                await stop.CancelAsync();
                throw new GridException("The nodes count this scheduler as lost, so that it ends; its jobs run on. Start it anew to have it back.");
            }

            try
            {
                await running;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                view.Tell("The scheduler ends; its jobs run on.");
            }
        }
    }

    private Config Chosen(ParseResult parsed)
    {
        var list = string.Join(", ", parsed.GetValue(join)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(EntracteConfiguration.Quoted));
        var chosen = ConfigurationFactory.ParseString($$"""
            akka.loglevel = WARNING
            akka.stdout-loglevel = OFF
            entracte.node.name = {{EntracteConfiguration.Quoted(parsed.GetValue(name)!)}}
            entracte.cluster {
              join = [{{list}}]
              listen = {{EntracteConfiguration.Quoted(parsed.GetValue(listen)!)}}
              keys = {{EntracteConfiguration.Quoted(Path.GetFullPath(parsed.GetValue(keys)!))}}
              roles = ["scheduler"]
            }
            """);
        return parsed.GetValue(config) is { } file ? chosen.WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(file))) : chosen;
    }

    private GridOptions OptionsOf(ParseResult parsed)
    {
        var said = parsed.GetValue(slots)!.Select(entry => (Node: entry.Contains('=') ? entry.Split('=')[0] : "", Number: NumberOf(entry))).ToList();
        return new GridOptions
        {
            DefaultSlots = said.Where(entry => entry.Node.Length == 0).Select(entry => entry.Number).LastOrDefault(1),
            Slots = said.Where(entry => entry.Node.Length > 0).ToDictionary(entry => entry.Node, entry => entry.Number),
            Patience = TimeSpan.FromSeconds(parsed.GetValue(patience)),
        };
    }

    private static int NumberOf(string entry) => int.TryParse(entry[(entry.IndexOf('=') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new GridException($"--slots {entry} is neither N nor NODE=N.");

    /// <summary>Two schedulers with one queue would start everything twice.</summary>
    private static FileStream Alone(SpoolDirectory spool)
    {
        try
        {
            return new FileStream(spool.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new GridException($"Another scheduler works in this directory already: {held.Message}");
        }
    }
}
