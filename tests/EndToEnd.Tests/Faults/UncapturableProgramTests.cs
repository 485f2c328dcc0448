using System.Globalization;
using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>What cannot be captured is refused before anything is touched, all of it at once.</summary>
public sealed class UncapturableProgramTests(UserSession session) : IClassFixture<UserSession>
{
    [Fact]
    public void Every_obstacle_of_every_process_is_named_at_once_with_what_to_do_and_the_program_runs_on()
    {
        var program = session.Ready("uncapturable", out var question);
        // "4711 5 io_uring", or -1 for what has no descriptor.
        var wanted = program.Output.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 3).Select(Obstacle).ToArray();
        Assert.Equal(2, wanted.Select(one => one.Pid).Distinct().Count());
        Assert.True(wanted.Length > 3, program.Output);

        var lines = session.Refuse("checkpoint", "uncapturable").Errors.Split('\n');
        Assert.All(wanted, one => Assert.Single(lines, line => line.StartsWith(Where(one.Pid, one.Descriptor), StringComparison.Ordinal) && line.Contains(one.What, StringComparison.Ordinal)));
        Check(wanted, JsonNode.Parse(session.Refuse("checkpoint", "uncapturable", "--json").Output)!);

        var preflight = session.Run("preflight", $"{program.Pid}");
        Assert.Equal(1, preflight.ExitStatus);
        Assert.StartsWith("In the way (2 processes", preflight.Output, StringComparison.Ordinal);
        Assert.Equal(lines.Where(line => line.StartsWith("  pid", StringComparison.Ordinal)), preflight.Output.Split('\n').Where(line => line.StartsWith("  pid", StringComparison.Ordinal)));
        Check(wanted, JsonNode.Parse(session.Run("preflight", $"{program.Pid}", "--json").Output)!);

        Assert.False(Directory.Exists(Path.Combine(session.Images, "uncapturable", "g000001")));
        program.Passes(question);
    }

    [Fact]
    public void Code_of_32_bits_is_refused_before_a_hook_comes_near_it()
    {
        var program = session.Ready("code_32bit", out var question);
        Assert.Contains("runs 32-bit code", session.Refuse("checkpoint", "code_32bit").Errors, StringComparison.Ordinal);
        Assert.Contains("Only 64-bit programs", session.Run("preflight", $"{program.Pid}").Output, StringComparison.Ordinal);
        program.Passes(question);
    }

    [Fact]
    public void A_program_that_handles_its_system_calls_by_itself_is_refused_before_a_hook_comes_near_it()
    {
        var program = session.Ready("unwritable_code.dispatch", "unwritable_code", out var question, "dispatch");
        Assert.Contains("It handles its system calls by itself", session.Refuse("checkpoint", "unwritable_code.dispatch").Errors, StringComparison.Ordinal);
        Assert.Contains("It handles its system calls by itself", session.Run("preflight", $"{program.Pid}").Output, StringComparison.Ordinal);
        program.Passes(question);
    }

    [Theory]
    [InlineData("places", "has a working directory of its own")]
    [InlineData("descriptors", "has a descriptor table of its own")]
    [InlineData("filter", "runs under a seccomp filter")]
    [InlineData("nowhere", "has been removed or replaced")]
    [InlineData("segments", "has segments of its own")]
    [InlineData("lease", "A lease is held on")]
    public void What_a_thread_has_for_itself_and_what_a_restart_would_not_find_is_refused_and_the_program_runs_on(string what, string refusal)
    {
        var program = session.Ready($"apart.{what}", "apart", out var question, what);
        Assert.Contains(refusal, session.Refuse("checkpoint", $"apart.{what}").Errors, StringComparison.Ordinal);
        Assert.Contains(refusal, session.Run("preflight", $"{program.Pid}").Output, StringComparison.Ordinal);
        program.Passes(question);
    }

    [Fact]
    public void More_signals_for_a_thread_than_a_restart_can_give_back_are_refused_and_none_is_lost()
    {
        var program = session.Ready("signals_many", out var question, "501");
        Assert.Contains("501 signals wait for its thread", session.Refuse("checkpoint", "signals_many").Errors, StringComparison.Ordinal);
        program.Passes(question);
    }

    [Theory]
    [InlineData("memory", "It has no room for the 168 KiB of memory that a hook needs")]
    [InlineData("descriptors", "It has no two descriptors left, which a hook needs")]
    public void A_program_that_has_come_to_its_limit_is_refused_and_has_what_it_had(string what, string refusal)
    {
        var program = session.Ready($"limits_reached.{what}", "limits_reached", out var question, what);
        Assert.Contains(refusal, session.Refuse("checkpoint", $"limits_reached.{what}").Errors, StringComparison.Ordinal);
        program.Passes(question);
    }

    [Fact]
    public void A_pidfd_of_a_thread_is_called_what_it_is()
    {
        var program = session.Ready("thread_descriptors", out var question, "other");
        // Before Linux 6.9 there are none.
        if (Environment.OSVersion.Version >= new Version(6, 9))
            Assert.Matches($"It is a pidfd of thread [0-9]+ of process {program.Pid} \\(PIDFD_THREAD\\)", session.Refuse("checkpoint", "thread_descriptors").Errors);
        program.Passes(question);
    }

    [Fact]
    public void A_program_that_has_forbidden_itself_what_the_hook_needs_is_refused_and_runs_on()
    {
        var program = session.Ready("unwritable_code", out var question);
        Assert.Contains("It may not have memory that can be written and executed", session.Refuse("checkpoint", "unwritable_code").Errors, StringComparison.Ordinal);
        program.Passes(question);
    }

    // Root may read everything.
    [PlainUserFact]
    public void A_queue_that_its_program_may_not_open_again_is_named_by_the_preflight_as_by_the_checkpoint()
    {
        var program = session.Ready("queue_forbidden", out var question);
        Assert.Contains("may not read and write the queue", session.Refuse("checkpoint", "queue_forbidden").Errors, StringComparison.Ordinal);
        Assert.Contains("may not read and write the queue", session.Run("preflight", $"{program.Pid}").Output, StringComparison.Ordinal);
        program.Passes(question);
    }

    private static (int Pid, int? Descriptor, string What) Obstacle(string[] words)
    {
        var descriptor = int.Parse(words[1], CultureInfo.InvariantCulture);
        return (int.Parse(words[0], CultureInfo.InvariantCulture), descriptor < 0 ? null : descriptor, words[2]);
    }

    private static void Check((int Pid, int? Descriptor, string What)[] wanted, JsonNode told)
    {
        var obstacles = told["obstacles"]!.AsArray();
        Assert.Equal(wanted.Length, obstacles.Count);
        Assert.All(wanted, one => Assert.Single(obstacles, obstacle
            => (int)obstacle!["pid"]! == one.Pid && (int?)obstacle["descriptor"] == one.Descriptor && ((string?)obstacle["what"])!.Contains(one.What, StringComparison.Ordinal)));
        Assert.All(obstacles, obstacle => Assert.NotEqual("", (string?)obstacle!["remedy"]));
    }

    private static string Where(int pid, int? descriptor) => $"  pid {pid}{(descriptor is { } number ? $", descriptor {number}" : "")}: ";
}
