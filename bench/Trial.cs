using System.Diagnostics;
using Mono.Unix.Native;

namespace Entracte.Bench;

/// <summary>One program's way through two checkpoints, a third one with its death, and a restart.</summary>
internal sealed class Trial(IContender contender, BenchCase bench)
{
    public Sample Run()
    {
        var clockFile = Path.Combine(contender.Folder, $"clock-{Guid.NewGuid():N}");
        var question = clockFile + ".question";
        // Copied, because the plain user may not be able to read the working copy.
        var copy = Path.Combine(contender.Folder, Path.GetFileName(bench.Program));
        if (!File.Exists(copy))
            File.Copy(bench.Program, copy);
        var program = contender.Launch([copy, question, clockFile, .. bench.Arguments]);
        var launched = program;
        program.WaitFor("ready");
        using var clock = new TickingClock(clockFile, bench.Clocks);
        try
        {
            return Measure(ref program, clock);
        }
        finally
        {
            // The question ends the program in whichever life and namespace it is.
            File.WriteAllText(question, "");
            program.WaitForEnd();
            if (launched.Output.Contains("fail", StringComparison.Ordinal))
                throw new BenchException($"{bench.Name} under {contender.Name}: {launched.Output.Trim()}");
            contender.Forget();
        }
    }

    private Sample Measure(ref Child program, TickingClock clock)
    {
        var (checkpoint, _) = Checkpoint(program, clock, waitsForDisk: false);
        var (onDisk, pause) = Checkpoint(program, clock, waitsForDisk: true);

        contender.Forget();
        contender.CheckpointAndKill(program);
        var size = contender.ImageBytes();
        Machine.HaveMemory(bench.IsLarge);
        var ticks = clock.CountTicks();
        var begin = TickingClock.NowNanoseconds;
        program = contender.Restart();
        clock.WaitForTicksSince(ticks, program.ThrowIfFailed);
        var restart = (TickingClock.NowNanoseconds - begin) / 1e6;
        return new Sample(pause, checkpoint, onDisk, restart, size);
    }

    private (double Milliseconds, double Pause) Checkpoint(Child program, TickingClock clock, bool waitsForDisk)
    {
        contender.Forget();
        clock.WaitForTicksSince(clock.CountTicks(), program.ThrowIfFailed);
        Machine.HaveMemory(bench.IsLarge);
        clock.ForgetLongestGap();
        var watch = Stopwatch.StartNew();
        contender.Checkpoint(program, waitsForDisk);
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        clock.WaitForTicksSince(clock.CountTicks(), program.ThrowIfFailed);
        return (milliseconds, clock.LongestGapMilliseconds);
    }
}
