using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>Which victims there are, and which are something special.</summary>
public static class VictimCatalogue
{
    /// <summary>These fork all the time, or have or wait for something that forbids a checkpoint: they have tests of their own.</summary>
    private static readonly HashSet<string> Others = ["forks", "brood", "runaway", "vfork_waits", "uncapturable", "code_32bit", "queue_forbidden", "unwritable_code", "apart", "limits_reached"];

    /// <summary>For these, root has to prepare the machine first, or to run them himself.</summary>
    private static readonly HashSet<string> Prepared = ["memory_reserved", "memory_reserved_files", "privileged"];

    public static IReadOnlyList<string> All => [.. VictimPrograms.Names.Where(name => !Prepared.Contains(name))];

    public static IReadOnlyList<string> SingleProcesses => [.. All.Where(name => !Others.Contains(name))];

    /// <summary>The arguments behind the question.</summary>
    public static string[] Arguments(string name, UserSession session) => name switch
    {
        "ticker" => [session.PathOf("clock"), "16", "4"],
        "limits_reached" => ["descriptors"],
        "process_identity" => ["an argument that is overwritten"],
        _ => [],
    };
}
