using Akka.Actor;
using Akka.Configuration;
using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.ProcessHook.Restore;

namespace Entracte.Node.Rehearsals;

/// <summary>
/// When the agent starts, a throw-away program is launched, checkpointed, killed, restarted and killed, by actors of its own in a directory of its own. All code that
/// later runs while somebody's program stands still has then run once, and is compiled.
/// </summary>
internal sealed class Rehearsal(RuntimeDirectory runtime, ILogger<Rehearsal> log) : BackgroundService
{
    /// <summary>The first calls are also the ones that bind and allocate.</summary>
    private const int Checkpoints = 3;
    private const string Name = "rehearsal";

    private readonly RehearsalStage stage = new(runtime);
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the rehearsal, however that ends.</summary>
    public Task WaitAsync(CancellationToken cancellation) => over.Task.WaitAsync(cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Run(() => PlayAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The agent ends.
        }
        catch (Exception failure)
        {
            log.LogWarning("The rehearsal failed, and the first checkpoint will take longer: {Reason}", failure.Message);
        }
        finally
        {
            over.SetResult();
        }
    }

    private async Task PlayAsync(CancellationToken cancellation)
    {
        stage.SetUp();
        var actors = ActorSystem.Create("entracte-rehearsal", Configuration());
        try
        {
            await PlayAsync(EntracteSystem.Get(actors), cancellation);
        }
        finally
        {
            await actors.Terminate();
            stage.Clear();
        }
    }

    private async Task PlayAsync(IEntracte entracte, CancellationToken cancellation)
    {
        // Another file than the husk's: nobody becomes a program whose file he has mapped still (PR_SET_MM_MAP in prctl(2)), which in a namespace of mounts would be another one.
        var program = HuskProgram.Materialize(stage.ProgramPath);
        var launched = await entracte.LaunchAsync(new LaunchRequest { Program = program, Arguments = ["--rehearsal"], Name = Name }, cancellation);
        var checkpoint = new CheckpointRequest { Target = launched.Id, Keep = 1 };
        for (var time = 1; time < Checkpoints; time++)
            await entracte.CheckpointAsync(checkpoint, cancellation);
        await entracte.CheckpointAsync(checkpoint with { Kill = true }, cancellation);
        await entracte.RestartAsync(new RestartRequest { Target = launched.Id }, cancellation);
        await entracte.KillAsync(new KillRequest { Target = launched.Id }, cancellation);
    }

    private Config Configuration() => ConfigurationFactory.ParseString($$"""
        akka.loglevel = ERROR
        entracte {
          images.directory = "{{stage.Path}}/images"
          runtime.directory = "{{stage.Path}}"
        }
        """).WithFallback(EntracteConfiguration.Local);
}
