using Entracte.Api;
using Entracte.Api.Checkpoints;
using Entracte.Coordinator;
using Entracte.Node.Registrations;
using Entracte.Node.Rehearsals;

namespace Entracte.Node.Endpoints;

/// <summary>
/// POST /checkpoints: progress line by line, and at the end the report or the problem. Until the first line is out a failure still has an HTTP
/// status of its own.
/// </summary>
internal sealed class CheckpointEndpoint(IEntracte entracte, RegistrationSweep registrations, Rehearsal rehearsal)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var lines = new EventLines(context.Response);
        try
        {
            var order = await JsonExchange.ReadAsync(context, ApiJson.Default.CheckpointOrder);
            var report = await CheckpointAsync(order, lines, context.RequestAborted);
            await lines.WriteAsync(new CheckpointEvent { Report = report });
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The command was interrupted; the checkpoint has been withdrawn with it.
        }
        catch (Exception failure)
        {
            var problem = ProblemOf.Exception(failure, context);
            if (context.Response.HasStarted)
                await lines.WriteAsync(new CheckpointEvent { Problem = problem });
            else
                await JsonExchange.WriteProblemAsync(context, problem);
        }
    }

    private async Task<CheckpointReport> CheckpointAsync(CheckpointOrder order, EventLines lines, CancellationToken cancellation)
    {
        // An agent that has just been started makes the one who asks wait, and not the program.
        await rehearsal.WaitAsync(cancellation);
        await registrations.CatchUpAsync(cancellation);
        var request = await RequestAsync(order, cancellation);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var forwarding = ForwardAsync(request.Target.Length == 0 ? null : request.Target, lines, watching.Token);
        try
        {
            return Describe(await entracte.CheckpointAsync(request, cancellation));
        }
        finally
        {
            await watching.CancelAsync();
            await forwarding;
        }
    }

    /// <summary>A process that shall have a name is registered first; otherwise the checkpoint itself makes it a computation.</summary>
    private async Task<CheckpointRequest> RequestAsync(CheckpointOrder order, CancellationToken cancellation)
    {
        var request = new CheckpointRequest
        {
            Target = order.Target ?? "",
            Pid = order.Pid ?? 0,
            Kill = order.Kill,
            Keep = order.Keep ?? 0,
            ImagesDirectory = order.Images ?? "",
            Compress = order.Compress,
            NoSync = order.NoSync,
            External = ExternalOf(order.External),
        };
        if (order.Pid is not { } pid || order.Name is null)
            return request;
        var registered = await entracte.RegisterAsync(
            new RegisterRequest { Pid = pid, Name = order.Name, ImagesDirectory = order.Images ?? "" }, cancellation);
        return request with { Target = registered.Id, Pid = 0 };
    }

    private static ExternalConnections ExternalOf(string? word) => word switch
    {
        null or "close" => ExternalConnections.Close,
        "refuse" => ExternalConnections.Refuse,
        "keep-listening" => ExternalConnections.KeepListening,
        _ => throw new EntracteException(Failure.Of(FailureKind.Invalid, $"external must be close, refuse or keep-listening, not {word}")),
    };

    private async Task ForwardAsync(string? target, EventLines lines, CancellationToken cancellation)
    {
        try
        {
            var last = new CheckpointProgress("", 0, 0);
            await foreach (var happened in entracte.WatchAsync(target, cancellation))
            {
                if (Advance(last, happened) is not { } progress)
                    continue;
                last = progress;
                await lines.WriteAsync(new CheckpointEvent { Progress = progress });
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The checkpoint has ended, or its order was withdrawn.
        }
        catch (EntracteException)
        {
            // There is nothing of that name to be watched; the checkpoint itself says so to the client.
        }
    }

    private static CheckpointProgress? Advance(CheckpointProgress last, EntracteEvent happened) => happened switch
    {
        BarrierPassed passed => last with { Barrier = passed.Barrier },
        BytesWritten written => last with { Bytes = written.Bytes, ExpectedBytes = written.ExpectedBytes },
        _ => null,
    };

    private static CheckpointReport Describe(CheckpointResult result) => new()
    {
        Id = result.ComputationId,
        Name = result.Name,
        Generation = result.Generation,
        Directory = result.Directory,
        SizeBytes = result.SizeBytes,
        ProcessCount = result.Processes.Length,
        PauseMilliseconds = result.PauseMilliseconds,
        TotalMilliseconds = result.TotalMilliseconds,
        Killed = result.Killed,
        Phases = Phases.Of(result.Phases),
        Removed = result.Removed,
        Copies = result.Copies,
        Warnings = result.Warnings,
    };
}
