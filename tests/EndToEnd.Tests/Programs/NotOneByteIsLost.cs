using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>
/// Processes in a random graph talk over all kinds of pipes and sockets as fast as they can (sources/traffic.c), while checkpoints are taken at random moments. Every message has a
/// number and a checksum: what is lost, doubled, disordered or changed is told by whoever receives it.
/// </summary>
[Collection(Turns.OfThoseThatNeverRest)]
public sealed class NotOneByteIsLost(UserSession session) : IClassFixture<UserSession>
{
    private const string Name = "traffic";
    private const int Checkpoints = 100;
    private const int Restarts = 20;
    private const int MillisecondsBetweenMost = 30;
    private const int TriesMost = 6;

    [NeedsFact("gcc")]
    public void In_a_hundred_checkpoints_and_twenty_restarts_at_full_speed()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var compiled = session.RunProgram(InstalledProgram.Get("gcc"), "-O2", "-o", session.PathOf("traffic-program"), InstalledProgram.Source("traffic.c"));
        Assert.True(compiled.ExitStatus == 0, compiled.ToString());
        var question = session.PathOf("traffic.question");
        var program = session.Launch(Name, session.PathOf("traffic-program"), question, $"{(uint)seed}", "6", "30");
        program.WaitForOutput("ready");
        try
        {
            for (var taken = 1; taken <= Checkpoints; taken++)
            {
                // A checkpoint at any moment of its work, also in the first after a restart.
                Thread.Sleep(random.Next(MillisecondsBetweenMost));
                if (taken % (Checkpoints / Restarts) != 0)
                {
                    Checkpoint("--keep", "2");
                    continue;
                }

                Checkpoint("--kill");
                program.WaitForEnd();
                program = session.Restart(Name, program);
                session.WaitUntilRunning(Name, program);
            }

            File.WriteAllText(question, "");
            program.WaitForOutput("pass");
            program.ExpectEnd();
        }
        catch (HarnessException failure)
        {
            throw new HarnessException($"seed {seed}: {failure.Message}");
        }
    }

    /// <summary>A receiver that was slower than the checkpoints may have no room for what is on its way (docs/limits.md): as the refusal says, one tries again when it has read some.</summary>
    private void Checkpoint(params string[] options)
    {
        for (var tries = 1; ; tries++)
        {
            var result = session.Run(["checkpoint", Name, .. options]);
            if (result.ExitStatus == 0)
                return;
            if (tries == TriesMost || !result.Errors.Contains("do not fit into its queue", StringComparison.Ordinal))
                throw new HarnessException($"{result}\n{session.Explain()}");
        }
    }
}
