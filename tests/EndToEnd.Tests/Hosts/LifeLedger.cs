using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>
/// What a program has entered every 20 ms into a file that no restart takes back. An entry's number is counted in the program's memory: it is one more than that of the entry before in the
/// same life, and a later life begins at the number of its image. So it goes back at a restart and never skips; where it skips, two lives have written in turns.
/// </summary>
internal sealed record LifeLedger(IReadOnlyList<LifeLedger.Entry> Entries)
{
    /// <param name="Host">On which it lived then.</param>
    /// <param name="Milliseconds">Since 1970.</param>
    /// <param name="Messages">That its processes have received.</param>
    public sealed record Entry(long Number, string Host, long Milliseconds, long Messages);

    public static LifeLedger Read(string path)
    {
        if (!File.Exists(path))
            return new([]);
        var text = RunningProgram.ReadShared(path);
        // What a life was writing when it was cut off has no end.
        return new([.. text.Split('\n')[..^1].Select(line => line.Split(' ')).Where(words => words.Length == 4)
            .Select(words => new Entry(ToNumber(words[0]), words[1], ToNumber(words[2]), ToNumber(words[3])))]);
    }

    /// <summary>The places at which another life than the last one has written.</summary>
    /// <param name="isExcused">An entry that is known to be another life's, and why that could be.</param>
    public IEnumerable<string> Doubled(Func<Entry, bool> isExcused) => Entries.Zip(Entries.Skip(1))
        .Where(pair => pair.Second.Number > pair.First.Number + 1 && !isExcused(pair.First) && !isExcused(pair.Second))
        .Select(pair => $"entry {pair.Second} follows {pair.First}");

    /// <summary>The longest time without an entry, in milliseconds.</summary>
    public long LongestStandstillMilliseconds() => Entries.Zip(Entries.Skip(1)).Select(pair => pair.Second.Milliseconds - pair.First.Milliseconds).DefaultIfEmpty().Max();

    public string Tail() => string.Join('\n', Entries.TakeLast(5));

    private static long ToNumber(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
