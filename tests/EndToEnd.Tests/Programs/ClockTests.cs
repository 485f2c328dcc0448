using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.ImageFormat.Records;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>The monotonic clocks of a program go on where it is restarted, whatever those of the machine say there.</summary>
public sealed class ClockTests : IDisposable
{
    private const string Begin = """
        "$1" launch --name clocks --images "$2" -- "$3" "$4" > output 2>&1 &
        until grep -q ready output; do sleep 0.1; done
        "$1" checkpoint clocks --kill
        """;

    private const string GoOn = """
        "$1" restart clocks --images "$2" --detach --stdout output
        "$1" checkpoint clocks --kill
        """;

    private const string Finish = """
        "$1" restart clocks --images "$2" --detach --stdout output
        touch "$4"
        until grep -Eq 'pass|fail' output; do sleep 0.1; done
        """;

    private readonly UserSession session = new();

    /// <summary>A machine is played by a node agent, and all that it starts, in a time namespace: seconds that its clocks are ahead of the real ones.</summary>
    [TimeNamespaceTheory]
    [InlineData(0, 1_000_000, 0)]
    [InlineData(1_000_000, 0, 2_000_000)]
    public void They_go_on_where_those_of_the_machine_are_far_ahead_or_behind(int first, int second, int third)
    {
        On(first, Begin);
        On(second, GoOn);
        On(third, Finish);
        Assert.Equal("ready\npass\n", File.ReadAllText(session.PathOf("output")));
    }

    /// <summary>Another boot shows no common clock: what tells the time in between is the wall clock, and that may have been set back.</summary>
    [TimeNamespaceTheory]
    [InlineData(1000, 1000)]
    [InlineData(-1000, 0)]
    public void After_a_reboot_they_go_on_by_the_time_that_has_passed_and_next_time_by_themselves(int passedSeconds, int expectedSeconds)
    {
        var question = session.PathOf("question");
        var program = session.Launch("clocks", VictimPrograms.PathOf("clocks"), question);
        program.WaitForOutput("ready");
        session.CheckpointAndKill("clocks", program);
        var image = Assert.Single(Directory.GetDirectories(Path.Combine(session.Images, "clocks")));
        var began = DateTime.UtcNow;
        AlteredImage.Write(image, session.PathOf("altered"), record => record with { Process = record.Process with { Machine = Rebooted(record.Process.Machine, passedSeconds) } });

        program = session.RestartFrom(session.PathOf("altered"), "clocks", program);
        session.WaitUntilRunning("clocks", program);
        var offsets = Offsets();
        var offset = int.Parse(offsets.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Assert.InRange(offset, expectedSeconds - 60 - (DateTime.UtcNow - began).TotalSeconds, expectedSeconds + 1);
        session.CheckpointAndKill("clocks", program);
        program = session.RestartFrom(session.PathOf("altered"), "clocks", program);
        session.WaitUntilRunning("clocks", program);
        Assert.Equal(offsets, Offsets());
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    /// <summary>Such as by a restored shell: what is started there reads start times by other clocks than the agent.</summary>
    [TimeNamespaceTheory]
    [InlineData(1_000_000)]
    public void What_is_launched_in_a_time_namespace_is_known_to_the_agent_outside_and_keeps_its_clocks(int secondsAhead)
    {
        var question = session.PathOf("question");
        session.Succeed("status");
        string[] launch = [Binaries.Command, "launch", "--name", "inside", "--images", session.Images, "--", VictimPrograms.PathOf("clocks"), question];
        var program = session.StartUnknown("inside", [.. Ahead(secondsAhead), .. launch]);
        program.WaitForOutput("ready");
        session.WaitUntilRunning("inside", program);
        session.CheckpointAndKill("inside", program);
        program = session.Restart("inside", program);
        session.WaitUntilRunning("inside", program);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    public void Dispose() => session.Dispose();

    private static MachineRecord Rebooted(MachineRecord machine, int passedSeconds)
        => machine with { Clock = machine.Clock! with { BootId = "another one", UnixNanoseconds = machine.Clock.UnixNanoseconds - passedSeconds * 1_000_000_000L } };

    private string Offsets() => File.ReadAllText($"/proc/{(int)Assert.Single(session.Status("clocks")!["pids"]!.AsArray())!}/timens_offsets");

    private void On(int secondsAhead, string script)
    {
        string[] shell = ["/bin/sh", "-ec", script + "\n\"$1\" stop", "sh", Binaries.Command, session.Images, VictimPrograms.PathOf("clocks"), session.PathOf("question")];
        string[] command = secondsAhead == 0 ? shell : [.. Ahead(secondsAhead), .. shell];
        var result = session.RunProgram(command[0], command[1..]);
        Assert.True(result.ExitStatus == 0, $"{result}\n{session.Explain()}\n{File.ReadAllText(session.PathOf("output"))}");
    }

    /// <summary>Runs the command that follows in a time namespace; a plain user needs a user namespace for that, too.</summary>
    private static string[] Ahead(int seconds)
    {
        var offset = seconds.ToString(CultureInfo.InvariantCulture);
        string[] user = Environment.IsPrivilegedProcess ? [] : ["--user", "--map-current-user"];
        return ["unshare", .. user, "--time", "--monotonic", offset, "--boottime", offset];
    }
}
