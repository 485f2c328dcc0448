using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2;

/// <summary>The test kit for xUnit 2: one system per test, ended with it.</summary>
public class TestKit : TestKitBase, IDisposable
{
    protected readonly ITestOutputHelper Output;
    private bool _disposed;

    public TestKit(ActorSystem system = null, ITestOutputHelper output = null)
        : base(Assertions, system) => Output = StartLogger(output);

    public TestKit(ActorSystemSetup config, string actorSystemName = null, ITestOutputHelper output = null)
        : base(Assertions, config, actorSystemName) => Output = StartLogger(output);

    public TestKit(Config config, string actorSystemName = null, ITestOutputHelper output = null)
        : base(Assertions, config, actorSystemName) => Output = StartLogger(output);

    public TestKit(string config, ITestOutputHelper output = null)
        : base(Assertions, ConfigurationFactory.ParseString(config)) => Output = StartLogger(output);

    protected static XunitAssertions Assertions { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called before the system is ended.</summary>
    protected virtual void AfterAll()
    {
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            AfterAll();
        }
        finally
        {
            Shutdown();
        }
    }

    private ITestOutputHelper StartLogger(ITestOutputHelper output)
    {
        if (output == null)
            return null;
        var logger = ((ExtendedActorSystem)Sys).SystemActorOf(Props.Create(() => new OutputLogger(output)), "log-test");
        Sys.EventStream.Subscribe(logger, typeof(LogEvent));
        return output;
    }

    /// <summary>Writes the log into the output of the test.</summary>
    private sealed class OutputLogger : ReceiveActor
    {
        public OutputLogger(ITestOutputHelper output) => Receive<LogEvent>(said =>
        {
            try
            {
                output.WriteLine(said.ToString());
            }
            catch (InvalidOperationException)
            {
                // The test is over, and nobody reads what it says now.
                Context.Stop(Self);
            }
        });
    }
}
