using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>Descriptor tables as text that is equal for tables which a program cannot tell apart: ids, inodes and running clocks are left out or named by numbers.</summary>
internal static class TableDescription
{
    private static readonly string[] NotOurs =
        ["OpenFileId", "Link", "Device", "Inode", "Name", "TerminalSettings", "RemainingNanoseconds", "ExpiryNanoseconds", "SetFlags", "ModifiedUnixNanoseconds"];

    public static string Of(IReadOnlyList<MemberDescriptors> members)
    {
        var names = new Dictionary<ulong, string>();
        for (var index = 0; index < members.Count; index++)
        {
            foreach (var descriptor in members[index].Descriptors)
                names.TryAdd(descriptor.OpenFileId, string.Create(CultureInfo.InvariantCulture, $"{index}/{descriptor.Number}"));
        }
        var files = members.SelectMany(member => member.OpenFiles).ToDictionary(file => file.OpenFileId);
        var pipes = members.SelectMany(member => member.Pipes).ToList();
        foreach (var pipe in pipes)
            names[pipe.PipeId] = "pipe of " + string.Join(' ', files.Values.OfType<PipeEndRecord>().Where(end => end.PipeId == pipe.PipeId).Select(end => names[end.OpenFileId]).Order());
        var lines = new List<string>();
        for (var index = 0; index < members.Count; index++)
        {
            foreach (var descriptor in members[index].Descriptors.Where(descriptor => files[descriptor.OpenFileId] is not ExternalStreamRecord))
                lines.Add($"{index}/{descriptor.Number} = {names[descriptor.OpenFileId]} cloexec {descriptor.CloseOnExec}: {Text(files[descriptor.OpenFileId], names)}");
            lines.AddRange(members[index].FileLocks.Select(held => $"{index} lock {JsonSerializer.Serialize(held)}"));
        }
        lines.AddRange(pipes.Select(pipe => $"{names[pipe.PipeId]}: {pipe.Path} {pipe.CapacityBytes}").Order());
        lines.AddRange(members.SelectMany(member => member.Queues).Select(queue => $"queue of {names[queue.OwnerId]}: {Portions(queue, names)}").Order());
        return string.Join('\n', lines);
    }

    private static string Text(OpenFileRecord file, Dictionary<ulong, string> names)
    {
        var json = JsonSerializer.SerializeToNode(file, file.GetType())!.AsObject();
        foreach (var property in NotOurs)
            json.Remove(property);
        // A file made with O_TMPFILE is made anew in another way; the flag that tells it is not kept.
        json["StatusFlags"] = file.StatusFlags & ~0x400000 & (file is UnnamedFileRecord ? ~0x10000 : ~0);
        if (file is UnixSocketRecord or InternetSocketRecord or NetlinkSocketRecord)
            json["Options"] = Options(file);
        foreach (var (key, value) in json.ToList().Where(pair => pair.Key.EndsWith("Id", StringComparison.Ordinal) && pair.Value is JsonValue))
            json[key] = names.GetValueOrDefault(value!.GetValue<ulong>(), "file");
        if (file is EventPollRecord poll)
            json["Targets"] = string.Join(", ", poll.Targets.Select(target => $"{target.Number} {names[target.OpenFileId]} {target.Events:x} {target.Data:x}").Order());
        return $"{file.GetType().Name} {json.ToJsonString()}";
    }

    private static string Portions(QueueRecord queue, Dictionary<ulong, string> names)
        => string.Join(' ', queue.Portions.Select(portion => $"[{portion.IsPacket} {portion.Bytes.Length} {Convert.ToHexString(System.Security.Cryptography.SHA1.HashData(portion.Bytes))[..8]}"
            + $" {string.Join(',', portion.PassedOpenFileIds.Select(id => names.GetValueOrDefault(id, "?")))} from {names.GetValueOrDefault(portion.SenderOpenFileId, "")}]"));

    private static string Options(OpenFileRecord file)
    {
        var options = file switch { UnixSocketRecord unix => unix.Options, InternetSocketRecord internet => internet.Options, NetlinkSocketRecord netlink => netlink.Options, _ => [] };
        return string.Join(' ', options.Select(option => $"{option.Level}/{option.Name}={Convert.ToHexString(option.Value)}"));
    }
}
