using System.Diagnostics;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

[Collection(Turns.OfThoseThatNeverRest)]
public sealed class HeavyProgramTests(UserSession session) : IClassFixture<UserSession>
{
    /// <summary>PBKDF2 over SHA-512 keeps the widest vector registers of the machine busy, and has one right answer.</summary>
    [NeedsFact("openssl")]
    public void Openssl_derives_the_same_key_when_it_is_killed_in_the_middle()
    {
        var derive = Derivation(IterationsForSeconds(12));
        var undisturbed = session.StartUnknown("undisturbed", derive);
        var program = session.Launch("openssl", derive);
        session.Checkpoint("openssl");
        session.Checkpoint("openssl");
        Assert.False(program.Ended, "the calculation was over before it could be killed");
        program.Kill();
        Assert.Equal("", program.Output);

        program = session.Restart("openssl", program);
        session.WaitUntilRunning("openssl", program);
        session.CheckpointAndKill("openssl", program);
        program = session.Restart("openssl", program);
        program.ExpectEnd();
        undisturbed.ExpectEnd();
        Assert.Equal(undisturbed.Output, program.Output);
        Assert.Equal(64, program.Output.Trim().Split(':').Length);
    }

    [Fact]
    public void Two_hundred_threads_go_on()
        => Survives("two-hundred", VictimPrograms.PathOf("threads"), "200");

    [Fact]
    public void Two_gibibytes_are_all_there_again()
        => Survives("large", VictimPrograms.PathOf("memory_large"), "2048");

    private void Survives(string name, string victim, string argument)
    {
        var question = session.PathOf(name + ".question");
        var program = session.Launch(name, victim, question, argument);
        program.WaitForOutput("ready");
        session.Checkpoint(name, "--keep", "1");
        session.Checkpoint(name, "--keep", "1");
        program.Kill();
        program = session.Restart(name, program);
        session.WaitUntilRunning(name, program);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    private long IterationsForSeconds(double seconds)
    {
        const long trial = 300_000;
        string[] command = Derivation(trial);
        var watch = Stopwatch.StartNew();
        var result = session.RunProgram(command[0], command[1..]);
        Assert.True(result.ExitStatus == 0, result.ToString());
        return (long)(trial * seconds / watch.Elapsed.TotalSeconds);
    }

    private static string[] Derivation(long iterations)
        => [InstalledProgram.Get("openssl"), "kdf", "-keylen", "64", "-kdfopt", "digest:SHA512", "-kdfopt", "pass:entracte", "-kdfopt", "salt:interval", "-kdfopt", $"iter:{iterations}", "PBKDF2"];
}
