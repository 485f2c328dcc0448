using System.CommandLine;

namespace Entracte.GridScheduler.Verbs;

internal static class SharedOption
{
    public static Option<string> Create() => new("--shared") { Description = "The directory that all machines share, under the same path.", Required = true };
}
