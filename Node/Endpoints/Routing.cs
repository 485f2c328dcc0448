using System.Text.Json.Serialization.Metadata;
using Entracte.Api;
using Entracte.Api.Agents;

namespace Entracte.Node.Endpoints;

/// <summary>Which route is answered by whom. Bodies are read whatever content type they claim, so that plain <c>curl -d</c> works.</summary>
internal static class Routing
{
    public static void Map(WebApplication web)
    {
        var services = web.Services;
        web.MapGet(Routes.Status, context => JsonExchange.AnswerAsync(context, ApiJson.Default.AgentStatus, services.Make<StatusEndpoint>().AnswerAsync));
        web.MapGet(Routes.Front, context => JsonExchange.AnswerAsync(context, ApiJson.Default.FrontReport, services.Make<FrontEndpoint>().AnswerAsync));
        web.Post(Routes.Sequels, ApiJson.Default.SequelOrder, ApiJson.Default.SequelOffer, services.Make<SequelEndpoint>().AnswerAsync);
        web.MapPost(Routes.Checkpoints, services.Make<CheckpointEndpoint>().AnswerAsync);
        web.Post(Routes.Restarts, ApiJson.Default.RestartOrder, ApiJson.Default.RestartOffer, services.Make<RestartEndpoint>().AnswerAsync);
        web.Post(Routes.Migrations, ApiJson.Default.MigrationOrder, ApiJson.Default.MigrationReport, services.Make<MigrationEndpoint>().AnswerAsync);
        web.Post(Routes.Evictions, ApiJson.Default.EvictionOrder, ApiJson.Default.EvictionReport, services.Make<EvictionEndpoint>().AnswerAsync);
        web.Post(Routes.Images, ApiJson.Default.ImagesQuery, ApiJson.Default.ImageList, services.Make<ImagesEndpoint>().AnswerAsync);
        web.Post(Routes.ImageCopies, ApiJson.Default.ImageCopyOrder, ApiJson.Default.ImageCopyReport, services.Make<ImageCopyEndpoint>().AnswerAsync);
        web.Post(Routes.Inspections, ApiJson.Default.ImagePath, ApiJson.Default.ImageDescription, InspectionEndpoint.AnswerAsync);
        web.Post(Routes.Verifications, ApiJson.Default.ImagePath, ApiJson.Default.Verification, VerificationEndpoint.AnswerAsync);
        web.Post(Routes.Preflights, ApiJson.Default.PreflightOrder, ApiJson.Default.PreflightReport, services.Make<PreflightEndpoint>().AnswerAsync);
        web.Post(Routes.Launches, ApiJson.Default.LaunchOrder, ApiJson.Default.LaunchReport, services.Make<LaunchEndpoint>().AnswerAsync);
        web.Post(Routes.RemoteShells, ApiJson.Default.RemoteShellOrder, ApiJson.Default.RemoteShellOffer, services.Make<RemoteShellEndpoint>().AnswerAsync);
        web.Post(Routes.Kills, ApiJson.Default.ComputationKey, ApiJson.Default.KillReport, services.Make<KillEndpoint>().AnswerAsync);
        web.MapPost(Routes.Stop, context =>
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.OnCompleted(() =>
            {
                services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        });
    }

    private static void Post<TOrder, TReport>(
        this WebApplication web,
        string route,
        JsonTypeInfo<TOrder> orderType,
        JsonTypeInfo<TReport> reportType,
        Func<TOrder, CancellationToken, Task<TReport>> answer)
        => web.MapPost(route, context => JsonExchange.AnswerAsync(context, orderType, reportType, answer));

    private static TEndpoint Make<TEndpoint>(this IServiceProvider services) => ActivatorUtilities.CreateInstance<TEndpoint>(services);
}
