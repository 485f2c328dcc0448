using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>
/// A shell that counts into a file, a line at a time. What it has open in the moment of a checkpoint is there at the restart, and not shorter: a file that it made anew each time and renamed
/// would be gone.
/// </summary>
internal static class CountingShell
{
    public const string Script = "i=0; while :; do i=$((i + 1)); echo $i >> \"$1\"; sleep 0.02; done";

    /// <summary>The last number that is there as a whole; 0 before the first.</summary>
    public static int CountIn(string path)
        => File.Exists(path) && File.ReadAllText(path).Split('\n') is { Length: > 1 } lines ? int.Parse(lines[^2], System.Globalization.CultureInfo.InvariantCulture) : 0;

    public static void WaitForMore(string path, Member member) => WaitForMore(path, CountIn(path), member);

    public static void WaitForMore(string path, int than, Member member) => Waiting.Until($"more than {than} in {path}", () => CountIn(path) > than + 10, member.Agent.Explain);
}
