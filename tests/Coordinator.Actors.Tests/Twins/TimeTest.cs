using Akka.TestKit;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>A whole Entracte in which no time passes unless the test says so.</summary>
public abstract class TimeTest : EntracteTest
{
    private protected TimeTest(ITestOutputHelper output, string more = "")
        : base(output, $"""
            akka.scheduler.implementation = "{typeof(TestScheduler).AssemblyQualifiedName}"
            # Virtual time flies: on a busy machine half a minute of it is over before an actor has had its turn.
            entracte.attempt.undo-timeout = 900s
            {more}
            """)
    {
    }

    /// <summary>Lets this much time pass, in steps, so that what is due in between happens in between.</summary>
    private protected void Pass(TimeSpan time)
    {
        var scheduler = (TestScheduler)Sys.Scheduler;
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
            scheduler.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>Lets time pass until something has happened; who is to arm a timer meanwhile gets the chance to do so.</summary>
    private protected async Task PassUntilAsync(Task happened)
    {
        var scheduler = (TestScheduler)Sys.Scheduler;
        while (!happened.IsCompleted)
        {
            scheduler.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }
}
