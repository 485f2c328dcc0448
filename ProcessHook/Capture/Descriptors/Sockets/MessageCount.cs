namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// How many messages of one queue are looked at. Each look has the kernel pass by all messages before it (SO_PEEK_OFF, net/core/datagram.c), so that ten times as many take a
/// hundred times as long, and everybody stands still meanwhile.
/// </summary>
internal static class MessageCount
{
    private const int Most = 20_000;

    /// <exception cref="ObstaclesException">There are too many.</exception>
    public static void Check(OpenFile file, int count)
    {
        if (count < Most)
            return;
        var (member, number) = (file.Leader.Member, file.Leader.Number);
        throw new ObstaclesException("the checkpoint was given up",
            [new(member.Pid, number, $"More than {Most} messages wait in it, which cannot be looked at in a reasonable time.", "Try again when it has read some.", IsTransient: true)]);
    }
}
