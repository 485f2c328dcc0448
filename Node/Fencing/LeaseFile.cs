using System.Globalization;
using System.Text.Json;
using Entracte.Api;
using Entracte.Api.Agents;

namespace Entracte.Node.Fencing;

/// <summary>What the agent has written for the fence: renamed into place, so that it is read whole. Time is that since the machine was started, which also passes while it sleeps.</summary>
internal sealed class LeaseFile(RuntimeDirectory runtime)
{
    private string Path => System.IO.Path.Combine(runtime.Path, "lease.json");

    /// <summary>Seconds since boot; see proc_uptime(5).</summary>
    public static double Now() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

    public void Write(LeaseNote note)
    {
        var temporary = $"{Path}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(note, ApiJson.Default.LeaseNote));
        File.Move(temporary, Path, overwrite: true);
    }

    /// <summary>Null: nothing is fenced.</summary>
    public LeaseNote? Read() => File.Exists(Path) ? JsonSerializer.Deserialize(File.ReadAllBytes(Path), ApiJson.Default.LeaseNote) : null;

    public void Remove() => File.Delete(Path);
}
