namespace Entracte.Bench.Hosts;

/// <summary>One checkpoint and one restart of a computation over several hosts, or the medians of some.</summary>
/// <param name="Hosts">With processes; the coordinator is on one more.</param>
/// <param name="PauseMilliseconds">The longest gap between two ticks on any host.</param>
/// <param name="CheckpointMilliseconds">The whole command.</param>
/// <param name="CheckpointShareMilliseconds">Processor time of the coordinator's agent meanwhile.</param>
/// <param name="RestartMilliseconds">From the start of the command until all tick.</param>
/// <param name="RestartShareMilliseconds">Processor time of the coordinator's agent meanwhile.</param>
internal sealed record HostsSample(
    int Hosts, double PauseMilliseconds, double CheckpointMilliseconds, double CheckpointShareMilliseconds, double RestartMilliseconds, double RestartShareMilliseconds)
{
    public static HostsSample Median(int hosts, IReadOnlyList<HostsSample> samples)
    {
        double Of(Func<HostsSample, double> value) => Sample.MedianOf(samples.Select(value));
        return new HostsSample(
            hosts, Of(each => each.PauseMilliseconds), Of(each => each.CheckpointMilliseconds), Of(each => each.CheckpointShareMilliseconds), Of(each => each.RestartMilliseconds),
            Of(each => each.RestartShareMilliseconds));
    }
}
