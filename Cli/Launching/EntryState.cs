using Entracte.Cli.Linux;
#if ENTRY_NOTED
using System.Runtime.InteropServices;
#endif

namespace Entracte.Cli.Launching;

/// <summary>
/// What this process inherited and its runtime has changed since: ignored and blocked signals, the limit of open files. The program that
/// follows must find it as the shell gave it.
/// </summary>
internal sealed partial record EntryState(ulong IgnoredSignals, ulong BlockedSignals, ulong? OpenFiles)
{
#if ENTRY_NOTED
    /// <summary>Compiled ahead of time, the command has noted it before the runtime began (native/entry.c).</summary>
    public static EntryState Current => new(entracte_ignored_at_entry(), entracte_blocked_at_entry(), entracte_open_files_at_entry());

    [LibraryImport("entry")]
    private static partial ulong entracte_ignored_at_entry();

    [LibraryImport("entry")]
    private static partial ulong entracte_blocked_at_entry();

    [LibraryImport("entry")]
    private static partial ulong entracte_open_files_at_entry();
#else
    /// <summary>
    /// Under a just-in-time compiler it must be concluded: the runtime ignores SIGPIPE, which hardly anybody else does, and raises the limit
    /// of open files, which is as a rule still that of the parent.
    /// </summary>
    public static EntryState Current => new(Signals.Ignored() & ~(1ul << (Signals.SIGPIPE - 1)), Signals.Blocked(), OpenFilesLimit.Of(ParentId.Current));
#endif

    /// <param name="blockedSignal">Blocked as well; null: none.</param>
    public void Restore(int? blockedSignal = null)
    {
        if (OpenFiles is { } limit)
            OpenFilesLimit.Set(limit);
        Signals.Ignore(IgnoredSignals);
        Signals.Block(BlockedSignals | (blockedSignal is { } number ? 1ul << (number - 1) : 0));
    }
}
