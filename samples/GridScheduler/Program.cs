using System.CommandLine;
using Akka.Configuration;
using Entracte.Coordinator;
using Entracte.GridScheduler;
using Entracte.GridScheduler.Verbs;

var root = new RootCommand("A small grid scheduler: jobs with priorities on the nodes of an Entracte cluster, parked and resumed by checkpoints.")
{
    RunVerb.Create(args), SubmitVerb.Create(), CancelVerb.Create(), QueueVerb.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (failure is GridException or ClusterRefusedException or ConfigurationException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"gridscheduler: {failure.Message}");
    return 1;
}
