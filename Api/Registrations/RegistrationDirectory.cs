using System.Text.Json;

namespace Entracte.Api.Registrations;

/// <summary>
/// The folder of registration files. Writers rename complete files into place (rename(2) is atomic), so a reader sees all of a
/// registration or nothing; neither side waits for the other.
/// </summary>
public sealed class RegistrationDirectory(string path)
{
    private const string Extension = ".json";

    public string Path { get; } = path;

    public string FileOf(string id) => System.IO.Path.Combine(Path, id + Extension);

    public void Write(Registration registration)
    {
        var temporary = System.IO.Path.Combine(Path, $".{registration.Id}.{Environment.ProcessId}");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(registration, ApiJson.Default.Registration));
        File.Move(temporary, FileOf(registration.Id), overwrite: true);
    }

    public void Remove(string id) => File.Delete(FileOf(id));

    /// <summary>All registrations that can be read. A file that cannot is reported to <paramref name="unreadable"/> and left where it is.</summary>
    public IReadOnlyList<Registration> Read(Action<string, Exception> unreadable)
    {
        var found = new List<Registration>();
        foreach (var file in Directory.EnumerateFiles(Path, "*" + Extension))
        {
            try
            {
                if (JsonSerializer.Deserialize(File.ReadAllBytes(file), ApiJson.Default.Registration) is { } registration)
                    found.Add(registration);
            }
            catch (FileNotFoundException)
            {
                // Removed between the listing and the reading: its process has ended.
            }
            catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
            {
                unreadable(file, failure);
            }
        }

        return found;
    }
}
