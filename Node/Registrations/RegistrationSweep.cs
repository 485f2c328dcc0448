using Entracte.Api.Registrations;
using Entracte.Coordinator;

namespace Entracte.Node.Registrations;

/// <summary>
/// Makes the actors know of every registration file, and removes the files of processes that have ended. Done at the start, when a file appears,
/// from time to time, and before each order that names a computation: an order that follows a launch must find it.
/// </summary>
internal sealed class RegistrationSweep(IEntracte entracte, RegistrationFiles files, ILogger<RegistrationSweep> log)
{
    private readonly HashSet<string> complainedOf = [];
    private readonly SemaphoreSlim turn = new(1);

    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            foreach (var registration in files.ReadNew(Complain))
                await RegisterAsync(registration, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task RegisterAsync(Registration registration, CancellationToken cancellation)
    {
        try
        {
            var lives = ProcessIdentity.Of(registration).Lives;
            var request = RequestOf(registration);
            await entracte.RegisterAsync(lives ? request : request with { Pid = 0 }, cancellation);
            if (lives)
                files.Know(registration);
        }
        catch (EntracteException gone) when (gone.Failure.Kind == FailureKind.NotFound)
        {
            // It has ended, and nothing is left of it.
        }
        catch (EntracteException refused)
        {
            Complain(files.FileOf(registration.Id), refused);
        }
    }

    private void Complain(string file, Exception failure)
    {
        if (complainedOf.Add(file))
            log.LogWarning("{File} was not registered: {Reason}", file, failure.Message);
    }

    private static RegisterRequest RequestOf(Registration registration) => new()
    {
        ComputationId = registration.Computation,
        Pid = registration.Pid,
        Name = registration.Name,
        ImagesDirectory = registration.Images,
        IntervalSeconds = registration.IntervalSeconds ?? 0,
        Keep = registration.Keep ?? 0,
        Standing = new StandingOrders
        {
            AutomaticInterval = registration.AutomaticInterval ?? false, LeaveSignal = registration.LeaveSignal ?? 0, LeaveStatus = registration.LeaveStatus ?? 0,
            Copies = registration.Copies?.Count ?? 0, Partners = [.. registration.Copies?.Partners ?? []],
        },
        Policy = Recoveries.PolicyOf(registration.Recovery),
        Life = registration.Life,
    };
}
