using System.Diagnostics;
using Akka.Cluster;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>Several nodes with one coordinator, which is on the oldest of them.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    // Nothing here runs out of time because the machine is busy.
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private protected readonly List<SimulatedMember> members = [];

    /// <summary>Of another cluster.</summary>
    private protected readonly List<SimulatedMember> others = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var member in members.Concat(others))
            await member.System.Terminate();
    }

    private protected Task FormAsync(params string[] names) => FormWithAsync("", names);

    /// <param name="more">Settings of all.</param>
    /// <param name="names">The first has the coordinator.</param>
    private protected Task FormWithAsync(string more, params string[] names) => FormAsync(members, more, names);

    /// <inheritdoc cref="FormWithAsync"/>
    private protected Task FormOtherAsync(string more, params string[] names) => FormAsync(others, more, names);

    private static async Task FormAsync(List<SimulatedMember> cluster, string more, string[] names)
    {
        foreach (var name in names)
        {
            cluster.Add(new SimulatedMember(name, more));
            await cluster[^1].Cluster.JoinAsync(cluster[0].Cluster.SelfAddress).WaitAsync(Patience);
        }

        foreach (var member in cluster)
            await StatusAsync(member, status => status.Nodes.Length == names.Length);
    }

    private protected static async Task<SystemStatus> StatusAsync(SimulatedMember member, Func<SystemStatus, bool> awaited)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            Assert.True(waited.Elapsed < Patience, "the awaited status did not come");
            using var once = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                var status = await member.Entracte.StatusAsync(once.Token);
                if (awaited(status))
                    return status;
            }
            catch (OperationCanceledException) when (once.IsCancellationRequested)
            {
                // The question went to a coordinator that is no more; the next one goes to the new one.
            }
        }
    }

    private protected static async Task<T> NextAsync<T>(IAsyncEnumerator<EntracteEvent> events)
        where T : EntracteEvent
    {
        while (await events.MoveNextAsync().AsTask().WaitAsync(Patience))
            if (events.Current is T wanted)
                return wanted;
        throw new InvalidOperationException($"the events ended without {typeof(T).Name}");
    }

    private protected static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
            Assert.True(waited.Elapsed < Patience, $"not in time: {what}");
    }
}
