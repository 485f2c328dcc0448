using System.Net;
using System.Net.Sockets;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>
/// What every computation of several processes goes through. One of its processes checks what the others answer and prints "step N" for each portion of
/// checked work; the computation ends when the finish file appears, and then says by its own measure whether all was "right".
/// </summary>
public sealed class ComputationTrial(UserSession session)
{
    /// <summary>
    /// Two checkpoints while it works, the death of everybody, restart; a third checkpoint that ends it, restart. The command gets the finish file and a
    /// folder of its own as further arguments.
    /// </summary>
    public void Survives(string name, params string[] command) => UntilRight(name, command).ExpectEnd();

    /// <summary>The same for those that work on files, which do not go back in time with them: each death is that of a checkpoint.</summary>
    public void SurvivesWithItsFiles(string name, params string[] command) => UntilRight(name, command, diesLater: false).ExpectEnd();

    /// <summary>The same without the end, for those that do not always reach it by themselves either.</summary>
    public RunningProgram UntilRight(string name, params string[] command) => UntilRight(name, command, diesLater: true);

    private RunningProgram UntilRight(string name, string[] command, bool diesLater)
    {
        var finish = session.PathOf(name + ".finish");
        var folder = Directory.CreateDirectory(session.PathOf(name + ".work")).FullName;
        var program = session.Launch(name, [.. command, finish, folder]);
        WorkerTrial.WaitForSteps(program);
        session.Checkpoint(name);
        WorkerTrial.WaitForSteps(program);
        session.Checkpoint(name, diesLater ? [] : ["--kill"]);
        if (diesLater)
        {
            WorkerTrial.WaitForSteps(program);
            session.Succeed("kill", name);
        }
        program.WaitForEnd();

        program = session.Restart(name, program);
        session.WaitUntilRunning(name, program);
        WorkerTrial.WaitForSteps(program);
        session.CheckpointAndKill(name, program);

        program = session.Restart(name, program);
        session.WaitUntilRunning(name, program);
        WorkerTrial.WaitForSteps(program);
        File.WriteAllText(finish, "");
        program.WaitForOutput("right");
        return program;
    }

    /// <summary>A port of the loopback interface for TCP and UDP that nobody uses, below those that the kernel gives out by itself.</summary>
    public static string FreePort()
    {
        var first = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture);
        for (var port = first - 1 - Random.Shared.Next(10_000); port > 1024; port--)
        {
            try
            {
                using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
        throw new HarnessException("there is no free port");
    }
}
