using System.Globalization;

namespace Entracte.Bench;

/// <summary>What a running program pays for being one that can be checkpointed, in nanoseconds a turn.</summary>
internal sealed record Overhead(string Name, double AloneNanoseconds, double LaunchedNanoseconds)
{
    private static readonly (string Name, int Times)[] Loops = [("fork", 300), ("open", 200_000), ("malloc", 20_000_000), ("getpid", 2_000_000)];

    /// <summary>Alone and launched in turns; medians.</summary>
    public static IEnumerable<Overhead> Measure(EntracteContender contender, int repetitions)
    {
        foreach (var (name, times) in Loops)
        {
            List<double> alone = [], launched = [];
            string[] program = [contender.Bring(BenchCase.PathOf("loops")), name, times.ToString(CultureInfo.InvariantCulture)];
            for (var round = 0; round <= repetitions; round++)
            {
                var (first, second) = (Run(contender.Start(program)), Run(contender.Launch(program)));
                if (round == 0)
                    continue; // warms up
                alone.Add(first);
                launched.Add(second);
            }

            yield return new Overhead(name, Sample.MedianOf(alone), Sample.MedianOf(launched));
        }
    }

    private static double Run(Child child)
    {
        child.Await();
        return double.Parse(child.Output, CultureInfo.InvariantCulture);
    }
}
