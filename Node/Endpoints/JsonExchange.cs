using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Entracte.Api;
using Entracte.Api.Problems;

namespace Entracte.Node.Endpoints;

/// <summary>One order in, one report or problem out. What the client withdraws (by going away) is withdrawn.</summary>
internal static class JsonExchange
{
    public static Task AnswerAsync<TReport>(HttpContext context, JsonTypeInfo<TReport> type, Func<CancellationToken, Task<TReport>> answer)
        => AnswerAsync(context, async () => await context.Response.WriteAsJsonAsync(await answer(context.RequestAborted), type));

    public static Task AnswerAsync<TOrder, TReport>(
        HttpContext context, JsonTypeInfo<TOrder> orderType, JsonTypeInfo<TReport> reportType, Func<TOrder, CancellationToken, Task<TReport>> answer)
        => AnswerAsync(context, async () =>
        {
            var order = await ReadAsync(context, orderType);
            await context.Response.WriteAsJsonAsync(await answer(order, context.RequestAborted), reportType);
        });

    public static async Task<TOrder> ReadAsync<TOrder>(HttpContext context, JsonTypeInfo<TOrder> type)
        => await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
            ?? throw new JsonException($"The body must be a JSON object ({typeof(TOrder).Name}).");

    public static async Task WriteProblemAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        await context.Response.WriteAsJsonAsync(problem, ApiJson.Default.Problem, Problem.MediaType);
    }

    private static async Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await WriteProblemAsync(context, ProblemOf.Exception(failure, context));
        }
    }
}
