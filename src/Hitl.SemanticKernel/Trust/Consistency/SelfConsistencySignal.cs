using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Asks the model again what it answered with the call: the share of the answers, the call's own among them, that have the same call.</summary>
/// <remarks>
/// The idea: X. Wang et al., Self-Consistency Improves Chain of Thought Reasoning in Language Models, ICLR (2023).
/// Answers that fail or come late do not count, and without any the signal has nothing to say: it is asked about calls that would run without it,
/// and a provider that is busy must not send them all to people.
/// </remarks>
internal sealed partial class SelfConsistencySignal(
    IOptions<HitlOptions> options, PolicyProvider policy, TimeProvider time, ILogger<SelfConsistencySignal>? logger = null) : ISelfTimedTrustSignal
{
    private readonly ConditionalWeakTable<ModelRequest, Lazy<Task<IReadOnlyList<HashSet<string>>>>> _answers = [];
    private readonly SelfConsistencyOptions _options = options.Value.Trust.SelfConsistency;
    private readonly ILogger _logger = logger ?? NullLogger<SelfConsistencySignal>.Instance;

    /// <inheritdoc/>
    public async ValueTask<TrustEvidence?> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken = default)
    {
        if (_options.Weight <= 0 || call.Request is not { } request || !(_options.EveryCall || Matters(call, risk)))
        {
            return null;
        }

        var asked = _answers.GetValue(request, r => new(() => AskAsync(r, call.ThreadId, cancellationToken)));
        var answers = await asked.Value.ConfigureAwait(false);
        if (answers.Count == 0)
        {
            return null;
        }

        var same = answers.Count(a => a.Contains(call.Digest));
        return new TrustEvidence(
            "consistency",
            (same + 1.0) / (answers.Count + 1),
            _options.Weight,
            string.Create(CultureInfo.InvariantCulture, $"asked again, the model made the same call in {same} of {answers.Count} answers"));
    }

    /// <summary>Whether trust can change what becomes of the call.</summary>
    private bool Matters(ToolCall call, RiskAssessment risk)
    {
        var current = policy.Current;
        return current.Decide(call, risk, Surely(0), PolicyContext.None).Verdict != current.Decide(call, risk, Surely(1), PolicyContext.None).Verdict;
    }

    private static TrustAssessment Surely(double score) => new() { Score = score };

    private async Task<IReadOnlyList<HashSet<string>>> AskAsync(ModelRequest request, string threadId, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var (answers, errors) = (new ConcurrentQueue<HashSet<string>>(), new ConcurrentQueue<Exception>());
        try
        {
            // A client that does not heed its token is left alone.
            var token = end.Token;
            await Task.WhenAll(Enumerable.Range(0, _options.Samples).Select(_ => Task.Run(() => AskAsync(request, answers, errors, token), CancellationToken.None)))
                .WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        var counted = answers.ToArray();
        if (counted.Length < _options.Samples)
        {
            errors.TryPeek(out var error);
            LogMissing(_logger, error, _options.Samples - counted.Length, _options.Samples, threadId, late.IsCancellationRequested ? "took too long" : "failed");
        }

        return counted;
    }

    private async Task AskAsync(ModelRequest request, ConcurrentQueue<HashSet<string>> answers, ConcurrentQueue<Exception> errors, CancellationToken token)
    {
        try
        {
            var answer = await request.AskAgainAsync(_options, token).ConfigureAwait(false);
            answers.Enqueue([.. answer.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(Digest).OfType<string>()]);
        }
        catch (Exception e)
        {
            // Whatever a client throws, the call is judged without this answer.
            errors.Enqueue(e);
        }
    }

    /// <summary>The digest of a call; <see langword="null"/> for one that cannot be read, which is like no other.</summary>
    private static string? Digest(FunctionCallContent call) =>
        ToolArguments.GetRaw(call) is { ValueKind: JsonValueKind.Object } arguments && OversightGate.DigestOf(call.Name, arguments) is (var digest, null) ? digest : null;

    [LoggerMessage(LogLevel.Warning, "{Missing} of {Asked} repeated requests about calls of thread {Thread} {How}; the others count, and without any the calls are judged without self-consistency.")]
    private static partial void LogMissing(ILogger logger, Exception? exception, int missing, int asked, string thread, string how);
}
