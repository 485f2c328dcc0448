using System.Text.Json;
using Entracte.Api.Problems;
using Entracte.Coordinator;
using Entracte.ImageFormat;
using Entracte.ImageFormat.Stores;

namespace Entracte.Node.Endpoints;

/// <summary>How failures look to those outside.</summary>
internal static class ProblemOf
{
    public static Problem Exception(Exception failure, HttpContext context)
    {
        switch (failure)
        {
            case EntracteException refused:
                return Failure(refused.Failure, context.RequestServices.GetRequiredService<IEntracte>().NodeName);
            case ImageFormatException damaged:
                return Make(StatusCodes.Status422UnprocessableEntity, ProblemTypes.DamagedImage, damaged.Message);
            case ImageStoreException missing:
                return Make(StatusCodes.Status404NotFound, ProblemTypes.NotFound, missing.Message);
            case FileNotFoundException or DirectoryNotFoundException:
                return Make(StatusCodes.Status404NotFound, ProblemTypes.NotFound, failure.Message);
            case JsonException or BadHttpRequestException:
                return Make(StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, $"The request is not understood: {failure.Message}");
            case IOException or UnauthorizedAccessException:
                return Make(StatusCodes.Status500InternalServerError, ProblemTypes.Failure, failure.Message);
            default:
                // Ours, and not foreseen: the log gets all of it, the person what it says.
                context.RequestServices.GetRequiredService<ILogger<Agent>>().LogError(failure, "{Path} failed.", context.Request.Path);
                return Make(StatusCodes.Status500InternalServerError, ProblemTypes.Failure, $"{failure.GetType().Name}: {failure.Message}");
        }
    }

    /// <param name="here">The name of this node, which whoever asks it need not be told.</param>
    public static Problem Failure(Failure failure, string here)
    {
        var (status, type) = KindOf(failure.Kind);
        return new Problem
        {
            Type = type,
            Status = status,
            Title = failure.Reason,
            Detail = failure.Barrier.Length == 0 ? null : $"Noticed before the barrier {failure.Barrier}.",
            Obstacles = [.. failure.Obstacles.Select(note => Obstacle(note, here))],
        };
    }

    public static ProblemObstacle Obstacle(ObstacleNote note, string here)
        => new(note.Pid, note.Descriptor, note.What, note.Remedy, note.Node.Length == 0 || note.Node == here ? null : note.Node);

    private static (int Status, string Type) KindOf(FailureKind kind) => kind switch
    {
        FailureKind.NotFound => (StatusCodes.Status404NotFound, ProblemTypes.NotFound),
        FailureKind.Busy => (StatusCodes.Status409Conflict, ProblemTypes.Busy),
        FailureKind.Obstacles => (StatusCodes.Status409Conflict, ProblemTypes.Obstacles),
        FailureKind.ImageDamaged => (StatusCodes.Status422UnprocessableEntity, ProblemTypes.DamagedImage),
        FailureKind.Invalid => (StatusCodes.Status400BadRequest, ProblemTypes.BadRequest),
        FailureKind.TimedOut => (StatusCodes.Status504GatewayTimeout, ProblemTypes.Failure),
        _ => (StatusCodes.Status500InternalServerError, ProblemTypes.Failure),
    };

    private static Problem Make(int status, string type, string title) => new() { Status = status, Type = type, Title = title };
}
