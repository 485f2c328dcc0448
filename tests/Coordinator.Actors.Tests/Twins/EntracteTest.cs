using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>A whole Entracte over a simulated machine. All messages go through our serializer, as if every actor were on a machine of its own.</summary>
public abstract class EntracteTest : TestKit
{
    // Nothing here runs out of time because the machine is busy: where time is the matter, a test brings its own (TimeTest).
    private const string Settings = """
        akka.loglevel = WARNING
        akka.actor.serialize-messages = on
        akka.test.default-timeout = 60s
        akka.test.single-expect-default = 60s
        entracte {
          node { name = "here", report-interval = 20ms, look-interval = 20ms }
          images.directory = "/images"
          attempt { nudge-interval = 200ms, progress-interval = 10ms }
        }
        """;

    private protected EntracteTest(ITestOutputHelper output, string more = "")
        : base(ConfigurationFactory.ParseString(more).WithFallback(ConfigurationFactory.ParseString(Settings)), "entracte", output)
        => Entracte = EntracteSystem.Start(Sys, new EntractePorts { Host = Host, Stores = Stores });

    private protected SimulatedHost Host { get; } = new();

    private protected SimulatedImageStores Stores { get; } = new();

    private protected EntracteSystem Entracte { get; }

    private protected async Task<(SimulatedProcess Root, ComputationStatus Status)> ComputationAsync(string name = "job", double intervalSeconds = 0, int keep = 0, int children = 2)
    {
        var root = Host.Add();
        for (var child = 0; child < children; child++)
            Host.Add(root.HostPid);
        var status = await Entracte.RegisterAsync(new RegisterRequest { Pid = root.HostPid, Name = name, IntervalSeconds = intervalSeconds, Keep = keep });
        return (root, status);
    }

    private protected void EverybodyRuns() => AwaitAssert(() =>
    {
        Assert.DoesNotContain(Host.Processes, process => process.IsAlive && process.IsSuspended);
        Assert.Equal(0, Stores.BeingWritten);
    }, TimeSpan.FromSeconds(60));
}
