using System.Globalization;
using Entracte.Coordinator.Ports;
using Entracte.ProcessHook.Restore;

namespace Entracte.Coordinator.Hosts;

/// <summary>Fronts of programs that nobody waits for leave a note of how these have ended; in a folder, so that it is found whenever an agent looks.</summary>
internal sealed class EndingNotes(Lazy<string> runtimeDirectory)
{
    private string Folder => Path.Combine(runtimeDirectory.Value, "endings");

    /// <summary>The front that is started stands for the program.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Stand(string computationId, long life, string program, IEnumerable<string> arguments)
    {
        Directory.CreateDirectory(Folder);
        var note = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(computationId)}.{life}"));
        return (FrontProgram.Materialize(runtimeDirectory.Value), FrontProgram.Noting(note, program, arguments));
    }

    /// <summary>All that have been written since the last time. What is taken is not there any more.</summary>
    public IReadOnlyList<ProgramEnding> Take()
    {
        if (!Directory.Exists(Folder))
            return [];
        var endings = new List<ProgramEnding>();
        foreach (var file in Directory.EnumerateFiles(Folder).Where(file => !file.EndsWith('~')))
        {
            if (Path.GetExtension(file) is { Length: > 1 } life && FrontProgram.ReadNote(File.ReadAllText(file)) is var (status, asked))
                endings.Add(new ProgramEnding(Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(file)), long.Parse(life.AsSpan(1), CultureInfo.InvariantCulture), status, asked));
            File.Delete(file);
        }

        return endings;
    }
}
