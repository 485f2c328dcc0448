using System.Globalization;
using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>The process that stops what may not run any longer, told by notes as an agent writes them: nobody else is there.</summary>
public sealed class FenceTests : IDisposable
{
    private const string Id = "fenced-id";
    private readonly UserSession session = new();

    private string Runtime => Path.Combine(session.RuntimeDirectory, "entracte");

    private string NoteOfFence => Path.Combine(Runtime, "fence.json");

    private JsonNode Told => JsonNode.Parse(File.ReadAllBytes(NoteOfFence))!;

    private int Stops => (int)Told["stops"]!;

    private string[] Held => [.. Told["held"]!.AsArray().Select(id => (string)id!)];

    [Fact]
    public void A_fence_tells_whom_it_stops_before_it_does_and_until_it_has_let_him_go()
    {
        var program = session.StartUnknown("program", "sleep", "1000");
        Grant(program, seconds: 0);
        var fence = StartFence();
        Waiting.Until("the stop", () => ProcessTable.State(program.Pid) == 'T', fence.Explain);
        Assert.Equal((1, Id), (Stops, Assert.Single(Held)));

        Grant(program, seconds: 1000);
        Waiting.Until("the note of it", () => Held.Length == 0, fence.Explain);
        Assert.NotEqual('T', ProcessTable.State(program.Pid));

        Grant(program, seconds: 0);
        Waiting.Until("the second stop", () => ProcessTable.State(program.Pid) == 'T', fence.Explain);
        Assert.Equal(2, Stops);
        File.Delete(Path.Combine(Runtime, "lease.json"));
        fence.ExpectEnd();
        Assert.Equal((2, 0), (Stops, Held.Length));
        program.Kill();
    }

    [Fact]
    public void What_a_fence_has_stopped_that_was_killed_is_let_go_by_the_next_one()
    {
        var program = session.StartUnknown("program", "sleep", "1000");
        Grant(program, seconds: 0);
        var first = StartFence();
        Waiting.Until("the stop", () => ProcessTable.State(program.Pid) == 'T', first.Explain);
        first.Kill();

        Grant(program, seconds: 1000);
        var second = StartFence();
        Waiting.Until("the note of it", () => Held.Length == 0, second.Explain);
        Assert.NotEqual('T', ProcessTable.State(program.Pid));
        Assert.Equal(1, Stops);
        second.Kill();
        program.Kill();
    }

    public void Dispose() => session.Dispose();

    private RunningProgram StartFence() => session.StartUnknown("fence", Binaries.Node, "--fence");

    private void Grant(RunningProgram program, double seconds)
    {
        Directory.CreateDirectory(Runtime, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        // proc_pid_stat(5): field 22, and the name in field 2 has no spaces.
        var startTimeTicks = ulong.Parse(File.ReadAllText($"/proc/{program.Pid}/stat").Split(' ')[21], CultureInfo.InvariantCulture);
        var root = new JsonObject { ["pid"] = program.Pid, ["startTimeTicks"] = startTimeTicks, ["bootId"] = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() };
        var note = new JsonObject { ["endSeconds"] = uptime + seconds, ["computations"] = new JsonArray(new JsonObject { ["id"] = Id, ["roots"] = new JsonArray(root) }) };
        var temporary = Path.Combine(Runtime, "lease.json.new");
        File.WriteAllText(temporary, note.ToJsonString());
        File.Move(temporary, Path.Combine(Runtime, "lease.json"), overwrite: true);
    }
}
