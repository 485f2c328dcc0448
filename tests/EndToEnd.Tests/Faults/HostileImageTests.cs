using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;
using Xunit.Abstractions;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>
/// Images that somebody made on purpose, with checksums that are right: any field says something else. Such an image is refused, or it is another program
/// that runs; the agent and this machine are none the worse for it, and after a refusal nothing of it is there.
/// </summary>
public sealed class HostileImageTests(UserSession session, ITestOutputHelper output) : IClassFixture<UserSession>
{
    private const string SeedVariable = "ENTRACTE_SEED", CountVariable = "ENTRACTE_HOSTILE_IMAGES";

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable(CountVariable), out var count) ? count : 12;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var seed) ? seed : 4711;

    [Theory]
    [InlineData("threads")]
    [InlineData("files_regular")]
    [InlineData("pipes")]
    [InlineData("socketpairs")]
    [InlineData("epoll_sets")]
    [InlineData("listeners")]
    [InlineData("timers_posix")]
    [InlineData("memory_memfd")]
    public void Any_field_that_says_something_else_is_refused_or_is_another_program(string victim)
    {
        var program = session.Launch(victim, VictimPrograms.PathOf(victim), session.PathOf(victim + ".question"));
        program.WaitForOutput("ready");
        session.CheckpointAndKill(victim, program);
        var agent = Assert.Single(session.Agents());
        for (var (seed, last) = (Seed, Seed + Count); seed < last; seed++)
            Try(Path.Combine(session.Images, victim, "g000001"), seed);
        Assert.Equal([agent], session.Agents());
    }

    private void Try(string image, int seed)
    {
        var root = session.PathOf("hostile");
        var mutation = new RecordMutation(seed);
        var altered = AlteredImage.Write(image, root, record => mutation.Apply(record));
        output.WriteLine($"{SeedVariable}={seed} {CountVariable}=1: {mutation.Done}");
        var result = session.Run("restart", altered, "--detach");
        output.WriteLine($"  {result.ExitStatus} {result.Errors.Trim()}");
        Assert.True(result.ExitStatus == 0 || IsSentence(result), $"{mutation.Done}\n{result}\n{session.Explain()}");
        if (result.ExitStatus == 0)
            session.Run("kill", Path.GetFileName(Path.GetDirectoryName(image))!);
        Waiting.Until($"nothing but the agent ({mutation.Done})", () => session.Processes().Count == session.Agents().Count, session.Explain);
        Directory.Delete(root, recursive: true);
    }

    private static bool IsSentence(CommandResult result)
        => result is { ExitStatus: 125, Errors.Length: > 20 } && !result.Errors.Contains("   at ", StringComparison.Ordinal) && !result.Errors.Contains("Exception", StringComparison.Ordinal);
}
