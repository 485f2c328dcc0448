using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Entracte.Node.Fencing;

/// <summary>What agent and fence tell each other through a file: renamed into place, so that it is read whole.</summary>
internal sealed class NoteFile<T>(string path, JsonTypeInfo<T> type)
    where T : class
{
    public void Write(T note)
    {
        var temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(note, type));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Null: there is none.</summary>
    public T? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Remove() => File.Delete(path);
}
