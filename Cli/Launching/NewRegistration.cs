using Entracte.Api.Agents;
using Entracte.Api.Linux;
using Entracte.Api.Registrations;

namespace Entracte.Cli.Launching;

/// <summary>Writes the file by which an agent, now or later, learns of this process.</summary>
internal static class NewRegistration
{
    private const int IdLength = 16;

    /// <summary>Sixty random bits. The generator of System.Security.Cryptography would load OpenSSL, which takes longer than everything else here.</summary>
    public static string NewId() => Guid.NewGuid().ToString("n")[..IdLength];

    /// <param name="runtime">Where it is written.</param>
    /// <param name="id">Of the computation.</param>
    /// <param name="name">As the user chose it, or null: then the program's name is taken, with a number where a living computation has it.</param>
    /// <param name="wishes">How it is looked after.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <exception cref="CommandFailedException">A living computation has the chosen name.</exception>
    public static Registration Write(RuntimeDirectory runtime, string id, string? name, LaunchWishes wishes, string[] command)
        => Write(runtime, directory => OfThisProcess(id, command) with
        {
            Name = Choose(name, ComputationName.OfProgram(Path.GetFileName(command[0])), LivingNames(directory)),
            Images = wishes.Images,
            IntervalSeconds = wishes.Interval?.Every?.TotalSeconds,
            AutomaticInterval = wishes.Interval?.IsAutomatic == true ? true : null,
            Keep = wishes.Keep,
            LeaveSignal = wishes.Leave?.Signal,
            LeaveStatus = wishes.Leave?.Status,
            Recovery = wishes.Recovery,
            Copies = wishes.Copies,
        });

    /// <summary>For one more root of a computation that runs already.</summary>
    /// <param name="runtime">Where it is written.</param>
    /// <param name="target">The computation's name or id.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <exception cref="CommandFailedException">None of that name lives.</exception>
    public static Registration Join(RuntimeDirectory runtime, string target, string[] command)
        => Write(runtime, directory =>
        {
            var own = OfThisProcess(NewId(), command);
            var joined = directory.Read(Ignore).FirstOrDefault(other => (other.Name == target || other.Computation == target) && ProcessIdentity.Of(other).Lives)
                ?? throw new CommandFailedException($"No running computation is called {target}; entracte status lists them.");
            return joined with
            {
                Id = own.Id, Joined = joined.Computation, Pid = own.Pid, StartTimeTicks = own.StartTimeTicks, BootId = own.BootId, Command = own.Command,
            };
        });

    private static Registration Write(RuntimeDirectory runtime, Func<RegistrationDirectory, Registration> make)
    {
        var directory = new RegistrationDirectory(runtime.Computations);
        // Two launches at the same moment must not take the same name.
        using var naming = FileLock.Open(Path.Combine(runtime.Path, "names.lock"));
        FileLock.Take(naming);
        var registration = make(directory);
        directory.Write(registration);
        return registration;
    }

    private static Registration OfThisProcess(string id, string[] command)
    {
        var self = ProcessIdentity.Of(Environment.ProcessId) ?? throw new CommandFailedException("/proc does not show this process; is it mounted?");
        return new Registration
        {
            Id = id,
            Name = "",
            Pid = self.Pid,
            StartTimeTicks = self.StartTimeTicks,
            BootId = self.BootId,
            Images = "",
            Command = command,
        };
    }

    private static HashSet<string> LivingNames(RegistrationDirectory directory)
        => directory.Read(Ignore).Where(other => ProcessIdentity.Of(other).Lives).Select(other => other.Name).ToHashSet();

    private static string Choose(string? wanted, string program, HashSet<string> taken)
    {
        if (wanted is not null)
            return taken.Contains(wanted)
                ? throw new CommandFailedException($"A computation named {wanted} is running; choose another --name, or end it with: entracte kill {wanted}")
                : wanted;
        var candidate = program;
        for (var number = 2; taken.Contains(candidate); number++)
            candidate = $"{program}-{number}";
        return candidate;
    }

    // The agent complains of unreadable files in its log; a launch must not fail for another's sake.
    private static void Ignore(string file, Exception failure)
    {
    }
}
