namespace Entracte.ProcessHook.Capture;

/// <summary>Gives out the ids by which the records of one image refer to each other: the leader's pid in the upper half, a counter from 1 in the lower.</summary>
public sealed class ImageIds
{
    private readonly Dictionary<int, uint> last = [];

    /// <param name="leaderPid">As the computation sees it.</param>
    public ulong Next(int leaderPid)
    {
        lock (last)
        {
            last[leaderPid] = last.GetValueOrDefault(leaderPid) + 1;
            return (ulong)leaderPid << 32 | last[leaderPid];
        }
    }

    public static int LeaderOf(ulong id) => (int)(id >> 32);
}
