namespace Entracte.Api.Agents;

/// <param name="Program">The path of the executable that starts a program and stands for it.</param>
public sealed record FrontReport(string Program);
