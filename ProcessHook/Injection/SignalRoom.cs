namespace Entracte.ProcessHook.Injection;

/// <summary>
/// How many signals may wait for one thread: it queues them by itself, because the kernel takes a signal with another one's sender only from the thread that it is for
/// (rt_tgsigqueueinfo(2)), and what a thread does before it runs is one message. Checkpoint and restart must agree about it.
/// </summary>
internal static class SignalRoom
{
    /// <summary>Each takes a call and a siginfo (64 + 128 bytes) of a message of <see cref="Contract.MessageBytes"/>; the rest is for all other calls of the thread.</summary>
    public const int Most = 500;
}
