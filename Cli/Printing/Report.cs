using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Entracte.Cli.Printing;

/// <summary>What a verb prints: for machines the agent's own JSON, for people whatever the verb makes of it.</summary>
internal static class Report
{
    public static void Print<TReport>(TReport report, bool asJson, JsonTypeInfo<TReport> type, Action<TReport, TextWriter> forPeople)
    {
        if (asJson)
            Streams.Output.WriteLine(JsonSerializer.Serialize(report, type));
        else
            forPeople(report, Streams.Output);
    }
}
