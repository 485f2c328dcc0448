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

    /// <summary>All that have been written, without those that have been dealt with: these are removed. A crash must not be forgotten because whoever was told of it has died.</summary>
    public IReadOnlyList<ProgramEnding> Find(IReadOnlyCollection<ProgramEnding> dealtWith)
    {
        if (!Directory.Exists(Folder))
            return [];
        var endings = new List<ProgramEnding>();
        foreach (var file in Directory.EnumerateFiles(Folder).Where(file => !file.EndsWith('~')))
        {
            if (Read(file) is { } ending && !dealtWith.Contains(ending))
                endings.Add(ending);
            else
                File.Delete(file);
        }

        return endings;
    }

    private static ProgramEnding? Read(string file) => Path.GetExtension(file) is { Length: > 1 } life && FrontProgram.ReadNote(File.ReadAllText(file)) is var (status, asked)
        ? new ProgramEnding(Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(file)), long.Parse(life.AsSpan(1), CultureInfo.InvariantCulture), status, asked)
        : null;
}
