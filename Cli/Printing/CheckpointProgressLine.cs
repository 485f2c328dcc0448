using System.Diagnostics;
using Entracte.Api.Checkpoints;
using Entracte.Cli.Linux;

namespace Entracte.Cli.Printing;

/// <summary>
/// One line on the terminal that says how far a checkpoint is, once it has taken longer than half a second; shorter ones are over before
/// anybody could read it. Disposing takes the line away.
/// </summary>
internal sealed class CheckpointProgressLine : IDisposable
{
    private const int StandardError = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(0.1);

    private readonly Stopwatch elapsed = Stopwatch.StartNew();
    private readonly Lock drawing = new();
    private readonly Timer? timer;
    private CheckpointProgress last = new("", 0, 0);
    private bool drawn;

    public CheckpointProgressLine()
    {
        if (Terminal.Is(StandardError))
            timer = new Timer(_ => Draw(), null, Patience, BetweenLines);
    }

    public void Show(CheckpointProgress progress)
    {
        lock (drawing)
            last = progress;
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (drawing)
        {
            if (drawn)
                Streams.Error.Write("\r\e[K");
        }
    }

    private void Draw()
    {
        lock (drawing)
        {
            drawn = true;
            Streams.Error.Write($"\r\e[K{elapsed.Elapsed.TotalSeconds:0.0} s  {Words(last)}");
        }
    }

    // The barriers in their order; what goes on is the phase behind the last one that was passed.
    private static string Words(CheckpointProgress progress) => progress.Barrier switch
    {
        "" => "suspending",
        "all-suspended" => "taking inventory",
        "all-inventoried" => "draining",
        "all-drained" when progress.ExpectedBytes > 0 => $"writing {Quantity.Bytes(progress.Bytes)} of about {Quantity.Bytes(progress.ExpectedBytes)}",
        "all-drained" => "writing",
        "all-written" or "all-refilled" => "resuming",
        "all-resumed" => "completing the image; the program runs on",
        var passed => $"{passed} passed",
    };
}
