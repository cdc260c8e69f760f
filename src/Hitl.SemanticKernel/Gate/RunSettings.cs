using Microsoft.Extensions.Logging;

namespace Hitl.SemanticKernel;

/// <summary>How a run writes.</summary>
/// <param name="Lease">How long the run lease lasts without being renewed.</param>
/// <param name="SavesEveryStep">Whether every batch and result is written, or only what must wait.</param>
/// <param name="EndsWithBatch">Whether the run is over when its batch is: the app drives the conversation itself.</param>
/// <param name="Boundary">Checks what calls come to.</param>
/// <param name="Stops">What people have stopped.</param>
/// <param name="TellsContent">Whether telemetry has arguments and results.</param>
/// <param name="Time">Paces the renewals, and tells how old the lease is.</param>
/// <param name="Logger">For what cannot be reported otherwise.</param>
internal sealed record RunSettings(TimeSpan Lease, bool SavesEveryStep, bool EndsWithBatch, ResultBoundary Boundary, StopFeed Stops, bool TellsContent, TimeProvider Time, ILogger Logger);
