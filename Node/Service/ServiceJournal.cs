using System.Text.Json;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Service;

namespace Entracte.Node.Service;

/// <summary>One small file per node name, renamed into place when the disk has it: it shall tell of the machine's end.</summary>
/// <param name="directory">Created when there is something to be written.</param>
internal sealed class ServiceJournal(string directory, string node) : IServiceJournal
{
    private readonly Lock turn = new();
    private readonly string path = Path.Combine(directory, $"{Uri.EscapeDataString(node)}.json");
    private long begun;
    private long written;

    public ServiceNotes Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ApiJson.Default.ServiceNote) is { Nodes: not null } note
                ? new([.. note.Nodes.Select(Of)], note.IsOccupied, note.BootId != BootId())
                : ServiceNotes.None;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            // What was observed is lost; what is expected counts again.
            return ServiceNotes.None;
        }
    }

    public Task WriteAsync(ServiceNotes notes)
    {
        var number = Interlocked.Increment(ref begun);
        return Task.Run(() =>
        {
            lock (turn)
            {
                if (number < written)
                    return;
                Write(new ServiceNote(BootId(), notes.IsOccupied, [.. notes.Service.Select(each => new NodeServiceNote(each.Node, each.Failures, each.ObservedSeconds))]));
                written = number;
            }
        });
    }

    private void Write(ServiceNote note)
    {
        Directory.CreateDirectory(directory);
        var temporary = $"{path}.{Environment.ProcessId}";
        using (var file = File.Create(temporary))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(note, ApiJson.Default.ServiceNote));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static NodeService Of(NodeServiceNote note) => new() { Node = note.Node, Failures = note.Failures, ObservedSeconds = note.ObservedSeconds };

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
