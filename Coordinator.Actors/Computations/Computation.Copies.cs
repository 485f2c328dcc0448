using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Copies;

namespace Entracte.Coordinator.Computations;

/// <summary>Copies of its images, where it wants several: made behind the commit while it runs on, and before anybody ends where it shall end.</summary>
internal sealed partial class Computation
{
    private bool WantsCopies => registration.Standing.Copies > 1;

    private void ReceiveCopies()
    {
        Receive<PartsWritten>(_ => SendPartsAhead(attempt!), written => written.Key == attempt?.Key && WantsCopies);
        Receive<PartsWritten>(_ => { });
        Receive<AttemptHeld>(OnHeld, held => held.Key == attempt?.Key);
        Receive<AttemptHeld>(_ => { });
        // Of a migration.
        Receive<SpreadImage>(order => Context.Parent.Tell(order));
        Receive<CheckpointResult>(OnCopied, copied => attempt is { IsBeingCopied: true, Copies: null, Withdrawn: null } && attempt.Key.Generation == copied.Generation);
        Receive<CheckpointResult>(_ => { });
    }

    private SpreadImage SpreadOf(CheckpointResult committed, CheckpointRequest request, IActorRef asker)
        => new(committed, ImagesDirectoryOf(request), registration.Standing, request.Keep > 0 ? request.Keep : registration.Keep, asker) { Half = HalfGenerations };

    private void SendPartsAhead(Attempt begun)
    {
        if (begun.Message is CheckpointRequest request)
            Context.Parent.Tell(new SpreadParts(begun.Key, registration.Name, ImagesDirectoryOf(request), registration.Standing, [.. AgentsWithRoots.Keys]));
    }

    /// <summary>What is held is a restart for somebody in another cluster, or a checkpoint whose members shall end.</summary>
    private void OnHeld(AttemptHeld held)
    {
        if (attempt!.Message is not CheckpointRequest request)
        {
            attempt.Asked?.Asker.Tell(held);
            return;
        }

        if (attempt.IsBeingCopied)
            return;
        attempt = attempt with { IsBeingCopied = true };
        Context.Parent.Tell(SpreadOf(held.Committed!, request, Self));
    }

    private void OnCopied(CheckpointResult copied)
    {
        // It exists, whatever becomes of its members.
        lastGeneration = copied.Generation;
        lastCheckpointUnixMilliseconds = clock.UnixMilliseconds;
        attempt = attempt! with { Copies = copied.Copies };
        if (ImageSpreader.NotDurable(copied, registration.Standing) is { } failure)
            WithdrawAttempt(failure);
        else
            attempt.Actor?.Tell(new OpenGate());
    }

    private static AttemptEnded WithCopies(AttemptEnded ended, Attempt over)
        => ended.Result is CheckpointResult result && over.Copies is { } copies ? ended with { Result = result with { Copies = copies } } : ended;
}
