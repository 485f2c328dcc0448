namespace Entracte.Bench;

/// <summary>Two checkpoints and one restart.</summary>
/// <param name="PauseMilliseconds">The longest gap between two ticks of the program's own clock, in the checkpoint that waits for the disk.</param>
/// <param name="CheckpointMilliseconds">The whole command, where it waits until the image is there.</param>
/// <param name="OnDiskMilliseconds">The same, where it waits until it would survive a power failure.</param>
/// <param name="RestartMilliseconds">From the start of the restarting command to the first tick.</param>
internal sealed record Sample(double PauseMilliseconds, double CheckpointMilliseconds, double OnDiskMilliseconds, double RestartMilliseconds, long ImageBytes)
{
    public static Sample Median(IReadOnlyList<Sample> samples) => new(
        MedianOf(samples.Select(sample => sample.PauseMilliseconds)),
        MedianOf(samples.Select(sample => sample.CheckpointMilliseconds)),
        MedianOf(samples.Select(sample => sample.OnDiskMilliseconds)),
        MedianOf(samples.Select(sample => sample.RestartMilliseconds)),
        (long)MedianOf(samples.Select(sample => (double)sample.ImageBytes)));

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
