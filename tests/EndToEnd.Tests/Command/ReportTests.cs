using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>What the verbs say, to people and to machines, about a program and its images.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly UserSession session = new();
    private readonly RunningProgram program;

    public ReportTests()
    {
        program = session.Launch("told", VictimPrograms.PathOf("pipes"), session.PathOf("question"));
        program.WaitForOutput("ready");
    }

    private string Folder => Path.Combine(session.Images, "told");

    public void Dispose() => session.Dispose();

    [Fact]
    public void A_checkpoint_tells_its_generation_place_size_pause_and_phases()
    {
        var said = session.Succeed("checkpoint", "told", "--keep", "1").Output;
        Assert.StartsWith("told, generation 1\n", said, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Folder, "g000001"), said, StringComparison.Ordinal);
        Assert.Matches(@"size +[\d.]+ [KM]iB of 1 process\n", said);
        Assert.Matches(@"pause +[\d.]+ ms\n", said);
        Assert.Matches(@"phases +all-suspended [\d.]+ ms, all-inventoried [\d.]+ ms, .*all-committed [\d.]+ ms", said);
        Assert.Contains("generation 1", session.Succeed("checkpoint", "told", "--keep", "1").Output.Split("removed")[1], StringComparison.Ordinal);

        var report = session.Checkpoint("told");
        Assert.Equal(3, (int)report["generation"]!);
        Assert.Equal(Path.Combine(Folder, "g000003"), (string?)report["directory"]);
        Assert.True((long)report["sizeBytes"]! == Directory.GetFiles(Path.Combine(Folder, "g000003"), "p*.img").Sum(file => new FileInfo(file).Length));
        Assert.True((double)report["pauseMilliseconds"]! > 0 && (double)report["pauseMilliseconds"]! <= (double)report["totalMilliseconds"]!);
    }

    [Fact]
    public void Status_and_images_list_what_there_is()
    {
        session.Checkpoint("told");
        session.Checkpoint("told");
        Assert.Matches(@"told +Running +\d+ +2 ", session.Succeed("status").Output);
        var images = session.Succeed("images", "told", "--images", session.Images).Output;
        Assert.StartsWith($"told: 2 images in {Folder}\n", images, StringComparison.Ordinal);
        Assert.Equal([1, 2], Json("images", "told")["images"]!.AsArray().Select(image => (int)image!["generation"]!));

        program.Kill();
        // The images of a computation that ended are found by its name and place, also by an agent that never saw it.
        session.Succeed("stop");
        Assert.Equal([1, 2], Json("images", "told", "--images", session.Images)["images"]!.AsArray().Select(image => (int)image!["generation"]!));
    }

    [Fact]
    public void Status_shows_what_runs_and_not_the_command_that_became_it()
    {
        // The agent is there, and is told of it before it becomes the program.
        session.Succeed("status");
        session.Launch("shown", VictimPrograms.PathOf("pipes"), session.PathOf("other")).WaitForOutput("ready");
        Waiting.Until("the program's own command line", () => (string?)session.Status("shown")!["command"] == $"{VictimPrograms.PathOf("pipes")} {session.PathOf("other")}", session.Explain);
    }

    [Fact]
    public void Inspect_shows_an_image_by_its_file_its_directory_and_its_generation()
    {
        session.Checkpoint("told");
        session.Checkpoint("told");
        var whole = session.Succeed("inspect", Folder).Output;
        Assert.Contains("told, generation 2", whole, StringComparison.Ordinal);
        Assert.Contains($"Descriptors of {program.Pid}", whole, StringComparison.Ordinal);
        Assert.Contains("PipeEnd", whole, StringComparison.Ordinal);
        Assert.Contains("told, generation 1", session.Succeed("inspect", Folder, "--generation", "1").Output, StringComparison.Ordinal);
        Assert.Contains("told, generation 1", session.Succeed("inspect", Path.Combine(Folder, "g000001")).Output, StringComparison.Ordinal);
        var file = Path.Combine(Folder, "g000002", $"p{program.Pid}.img");
        Assert.Contains($"Threads of {program.Pid}", session.Succeed("inspect", file).Output, StringComparison.Ordinal);
        Assert.Contains("told, generation 2", session.Succeed("inspect", Path.Combine(Folder, "g000002", "inventory.img")).Output, StringComparison.Ordinal);
        Assert.Equal(file, (string?)Json("inspect", file)["path"]);
        Assert.Contains("no generation 7", session.Refuse("inspect", Folder, "--generation", "7").Errors, StringComparison.Ordinal);

        Truncate(file, 5000);
        Assert.Contains(file, session.Refuse("inspect", file).Errors, StringComparison.Ordinal);
        Assert.Contains("5000 bytes", session.Refuse("inspect", Folder).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_reports_all_damage_at_once()
    {
        session.Checkpoint("told");
        Assert.Contains("whole (2 files", session.Succeed("verify", Folder).Output, StringComparison.Ordinal);
        var file = Path.Combine(Folder, "g000001", $"p{program.Pid}.img");
        var extents = File.ReadAllBytes(file);
        // The first page of the first extent, and one some extents later.
        foreach (var place in new[] { 4096 + 10, (extents.Length / 2) & ~4095 })
            extents[place] ^= 1;
        File.WriteAllBytes(file, extents);
        var result = session.Run("verify", Folder);
        Assert.Equal(1, result.ExitStatus);
        Assert.Contains("damaged (2 files", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split('\n').Count(line => line.StartsWith(file, StringComparison.Ordinal)));
        Assert.Equal(2, JsonNode.Parse(session.Run("verify", Folder, "--json").Output)!["damages"]!.AsArray().Count);
    }

    [Fact]
    public void Preflight_finds_nothing_in_the_way_of_a_plain_program_and_leaves_it_running()
    {
        Assert.Contains("Nothing stands in the way (1 process", session.Succeed("preflight", $"{program.Pid}").Output, StringComparison.Ordinal);
        Assert.Empty(Json("preflight", $"{program.Pid}")["obstacles"]!.AsArray());
        File.WriteAllText(session.PathOf("question"), "");
        program.WaitForOutput("pass");
    }

    [Fact]
    public void Kill_ends_the_program_and_keeps_its_images()
    {
        session.Checkpoint("told");
        Assert.Equal("told: killed 1 process\n", session.Succeed("kill", "told").Output);
        Assert.Equal(128 + 9, program.WaitForEnd());
        Assert.Single(Directory.GetDirectories(Folder));
        Assert.Contains("no process of it is running", session.Refuse("kill", "told").Errors, StringComparison.Ordinal);
    }

    private JsonNode Json(params string[] arguments) => JsonNode.Parse(session.Succeed([.. arguments, "--json"]).Output)!;

    private static void Truncate(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }
}
