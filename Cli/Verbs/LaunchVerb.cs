using System.CommandLine;
using System.Text;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Registrations;
using Entracte.Cli.Agents;
using Entracte.Cli.Launching;
using Entracte.Cli.Printing;
using Entracte.Cli.RemoteShells;

namespace Entracte.Cli.Verbs;

/// <summary>
/// Registers this process, sees to it that an agent runs, and becomes the program. Nothing waits for the agent: it reads the registration
/// when it is there.
/// </summary>
internal static class LaunchVerb
{
    public static Command Create()
    {
        var name = CommonOptions.Name("What to call the computation; the program's name otherwise.");
        var images = CommonOptions.Images("Where its images go, in a subdirectory of its name; ~/.local/state/entracte/images otherwise.");
        var interval = IntervalChoice.Option();
        var leave = LeaveChoice.Option();
        var keep = CommonOptions.Keep();
        var on = CommonOptions.OnSeveral();
        var recovery = new RecoveryOptions();
        var copies = new CopyOptions();
        var plainSsh = new Option<bool>("--plain-ssh")
        {
            Description = "What the program starts through ssh or rsh does not become a part of the computation, also where this is one of several nodes.",
        };
        var behindFront = new Option<string?>(Front.IdOption) { Hidden = true };
        var join = new Option<string?>("--join") { Description = "Be one more root of the running computation with this name or id, on whatever node, instead of a computation of one's own." };
        var program = new Argument<string[]>("program") { Description = "The program and its arguments.", Arity = ArgumentArity.OneOrMore };
        program.Validators.Add(result =>
        {
            if (result.Tokens is [var first, ..] && first.Value.StartsWith('-'))
                result.AddError($"{first.Value} is no option of launch, and no program begins with a dash.");
        });
        var verb = new Command("launch", "Run a program so that it can be checkpointed. This process becomes the program; nothing stays around it. Options come before the program.")
        {
            name, images, interval, keep, leave, on, join, plainSsh, behindFront, program,
        };
        foreach (var option in recovery.All.Concat(copies.All))
            verb.Options.Add(option);
        verb.Validators.Add(recovery.Check);
        verb.Validators.Add(copies.Check);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(join) is not null && ((Option[])[name, images, interval, keep, leave, .. recovery.All, .. copies.All]).Any(option => result.GetResult(option) is { Implicit: false }))
                result.AddError("--join takes name, images, interval, generations to keep, the signal to leave at, copies and what is done after losses from the computation that is joined.");
            if (result.GetResult(leave) is not null && result.GetResult(on) is not null)
                result.AddError("--on-signal is for a program that this command becomes; with --on no signal would reach it from here.");
        });
        verb.SetAction(parsed => parsed.GetValue(on) is { Length: > 0 } nodes
            ? LaunchElsewhere(nodes, new LaunchOrder
            {
                Program = parsed.GetValue(program)![0],
                Arguments = parsed.GetValue(program)![1..],
                Join = parsed.GetValue(join),
                Name = parsed.GetValue(name),
                Images = parsed.GetValue(images),
                IntervalSeconds = parsed.GetValue(interval)?.Every?.TotalSeconds,
                AutomaticInterval = parsed.GetValue(interval)?.IsAutomatic,
                Keep = parsed.GetValue(keep),
                Recovery = recovery.Of(parsed),
                Copies = copies.Of(parsed),
                PlainSsh = parsed.GetValue(plainSsh) ? true : null,
                WorkingDirectory = Environment.CurrentDirectory,
            })
            : Launch(
                recovery.Of(parsed)?.CrashRestarts is not null && parsed.GetValue(behindFront) is null,
                runtime => parsed.GetValue(join) is { } joined
                    ? NewRegistration.Join(runtime, joined, parsed.GetValue(program)!)
                    : NewRegistration.Write(runtime, parsed.GetValue(behindFront) ?? NewRegistration.NewId(), parsed.GetValue(name), new LaunchWishes
                    {
                        Images = parsed.GetValue(images) ?? ImagesDirectory.Default(),
                        Interval = parsed.GetValue(interval),
                        Keep = parsed.GetValue(keep),
                        Leave = parsed.GetValue(leave),
                        Recovery = recovery.Of(parsed),
                        Copies = copies.Of(parsed),
                    }, parsed.GetValue(program)!),
                parsed.GetValue(program)!,
                parsed.GetValue(plainSsh)));
        return verb;
    }

    /// <summary>The agents there start it: nobody can become a program on another machine. On the second node and all others it joins what runs on the first.</summary>
    private static int LaunchElsewhere(string[] nodes, LaunchOrder order)
    {
        using var agent = AgentClient.Open();
        LaunchReport? running = null;
        foreach (var node in nodes)
        {
            try
            {
                var launched = agent.Post(Routes.Launches, order with { Node = node, Join = running?.Id ?? order.Join }, ApiJson.Default.LaunchOrder, ApiJson.Default.LaunchReport);
                Streams.Output.WriteLine($"{launched.Name} runs on {launched.Node} as pid {launched.Pid}");
                running = launched;
            }
            catch (CommandFailedException failure) when (running is not null)
            {
                throw new CommandFailedException($"On {node}: {failure.Message} What runs already is ended by: entracte kill {running.Name}");
            }
        }

        return ExitStatus.Success;
    }

    /// <param name="needsFront">Another process than the program has to learn how that ends.</param>
    /// <param name="register">Leaves what an agent reads.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="plainSsh">The program finds no other ssh than this command does.</param>
    private static int Launch(bool needsFront, Func<RuntimeDirectory, Registration> register, string[] command, bool plainSsh)
    {
        if (needsFront)
            throw Front.Launch(NewRegistration.NewId());
        var runtime = RuntimeDirectory.OfThisUser();
        var registration = register(runtime);
        try
        {
            EnsureAgent(runtime);
            var arguments = Inherited.LastArguments(command.Length);
            var environment = Inherited.EnvironmentWithout(LaunchMark.Variable);
            environment.Add(Encoding.ASCII.GetBytes($"{LaunchMark.Variable}={registration.Computation}"));
            var shells = plainSsh ? null : RemoteShellCommands.Of(runtime);
            shells?.PutFirst(environment);
            throw Becoming.Become(shells?.Resolve(arguments[0]) ?? arguments[0], arguments, environment, registration.LeaveSignal);
        }
        catch (Exception)
        {
            // Still ourselves, so there is no program to be registered.
            new RegistrationDirectory(runtime.Computations).Remove(registration.Id);
            throw;
        }
    }

    /// <summary>Whoever holds the agent's lock is an agent; that is asked faster than by a connection. Without one the program runs all the same.</summary>
    private static void EnsureAgent(RuntimeDirectory runtime)
    {
        try
        {
            AgentStarter.StartUnlessRunning(runtime);
        }
        catch (CommandFailedException failure)
        {
            Streams.Error.WriteLine($"entracte: {failure.Message} The program runs, but automatic checkpoints wait for an agent.");
        }
    }
}
