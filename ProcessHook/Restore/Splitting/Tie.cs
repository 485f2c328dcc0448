namespace Entracte.ProcessHook.Restore.Splitting;

/// <summary>Why two processes must be on one host.</summary>
/// <param name="What">Goes on after the first one's number: "is a child of".</param>
public sealed record Tie(int Pid, string What, int OtherPid)
{
    public override string ToString() => $"{Pid} {What} {OtherPid}";
}
