namespace Hitl.SemanticKernel;

/// <summary>Asks every signal about a call and pools what they say.</summary>
internal sealed class TrustScoring
{
    private readonly (ITrustSignal Signal, TimeLimit.Judge Judge)[] _signals;
    private readonly TimeLimit _limit;

    /// <summary>Takes the signals of the app.</summary>
    public TrustScoring(IEnumerable<ITrustSignal> signals, TimeLimit limit) =>
        (_signals, _limit) = ([.. signals.Select(s => (s, new TimeLimit.Judge()))], limit);

    /// <summary>Assesses a call.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing else is thrown.</exception>
    public async ValueTask<TrustAssessment> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken)
    {
        List<TrustEvidence>? evidence = null;
        var isComplete = true;
        foreach (var asked in _signals)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (found, failed) = asked.Signal is IInlineTrustSignal inline
                ? Assess(inline, call, risk)
                : await AssessAsync(asked, call, risk, cancellationToken).ConfigureAwait(false);
            isComplete &= !failed;
            if (found is not null)
            {
                (evidence ??= []).Add(found);
            }
        }

        return evidence is null ? TrustAssessment.Unknown : new TrustAssessment { Score = TrustPool.Score(evidence), Evidence = evidence, IsComplete = isComplete };
    }

    private static (TrustEvidence? Evidence, bool Failed) Assess(IInlineTrustSignal signal, ToolCall call, RiskAssessment risk)
    {
        try
        {
            return (signal.Assess(call, risk), false);
        }
        catch (Exception e)
        {
            return Failed(signal, $"failed with {e.GetType().Name}");
        }
    }

    private async Task<(TrustEvidence? Evidence, bool Failed)> AssessAsync(
        (ITrustSignal Signal, TimeLimit.Judge Judge) asked, ToolCall call, RiskAssessment risk, CancellationToken cancellationToken)
    {
        var signal = asked.Signal;
        try
        {
            var evidence = signal is ISelfTimedTrustSignal
                ? await signal.AssessAsync(call, risk, cancellationToken).ConfigureAwait(false)
                : await _limit.RunAsync(asked.Judge, token => signal.AssessAsync(call, risk, token), cancellationToken).ConfigureAwait(false);
            return evidence switch
            {
                null => (null, false),
                { Score: >= 0 and <= 1, Weight: > 0 and < double.PositiveInfinity } => (evidence, false),
                _ => Failed(signal, "gave a score that is not between 0 and 1, or a weight that is not above 0"),
            };
        }
        catch (TimeoutException)
        {
            return Failed(signal, "took too long");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // Not the message: it may quote arguments.
            return Failed(signal, $"failed with {e.GetType().Name}");
        }
    }

    private static (TrustEvidence? Evidence, bool Failed) Failed(ITrustSignal signal, string how) =>
        (new TrustEvidence("trust", 0, 1, $"{signal.GetType().Name} {how}, so the call is not trusted"), true);
}
