using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Judges answers before they are given out.</summary>
internal sealed class OutputReview
{
    private readonly (IOutputScorer Scorer, TimeLimit.Judge Judge)[] _scorers;
    private readonly IInlineOutputScorer[] _inTheBox;
    private readonly TimeLimit _limit;
    private readonly OutputOptions _options;

    /// <summary>Takes the scorers of the app.</summary>
    public OutputReview(IEnumerable<IOutputScorer> scorers, TimeLimit limit, IOptions<HitlOptions> options)
    {
        _scorers = [.. scorers.Select(s => (s, new TimeLimit.Judge()))];
        _limit = limit;
        _options = options.Value.Output;
        IInlineOutputScorer?[] inTheBox =
        [
            _options.SensitiveData ? new SensitiveOutput() : null,
            _options.Grounding ? new UngroundedOutput() : null,
            _options.Promises || _options.PromisePatterns.Count > 0 ? new PromiseOutput(_options) : null,
        ];
        _inTheBox = [.. inTheBox.OfType<IInlineOutputScorer>()];
    }

    /// <summary>Judges an answer.</summary>
    /// <returns>How risky it is, and why it is held; <see langword="null"/> when it is released.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing else is thrown.</exception>
    public async ValueTask<(RiskAssessment Assessment, string? HeldBecause)> JudgeAsync(AgentOutput output, CancellationToken cancellationToken)
    {
        var assessments = new List<RiskAssessment>();
        foreach (var scorer in _inTheBox)
        {
            cancellationToken.ThrowIfCancellationRequested();
            assessments.Add(Score(scorer, output));
        }

        foreach (var (scorer, judge) in _scorers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            assessments.Add(await ScoreAsync(scorer, judge, output, cancellationToken).ConfigureAwait(false));
        }

        var assessment = RiskAssessments.Combine([.. assessments]);
        return (assessment, HeldBecause(assessment));
    }

    private string? HeldBecause(RiskAssessment assessment) =>
        !assessment.IsComplete ? "The answer could not be scored completely."
        : assessment.Flags != RiskFlags.None ? $"The answer is flagged {assessment.Flags}."
        : assessment.Score >= _options.ReviewFrom ? FormattableString.Invariant($"The answer has a risk of {assessment.Score:0.##}, and answers are held from {_options.ReviewFrom:0.##}.")
        : null;

    private static RiskAssessment Score(IInlineOutputScorer scorer, AgentOutput output)
    {
        try
        {
            return scorer.Score(output);
        }
        catch (Exception e)
        {
            return Failed(scorer, $"failed with {e.GetType().Name}");
        }
    }

    private async ValueTask<RiskAssessment> ScoreAsync(IOutputScorer scorer, TimeLimit.Judge judge, AgentOutput output, CancellationToken cancellationToken)
    {
        try
        {
            var assessment = await _limit.RunAsync(judge, token => scorer.ScoreAsync(output, token), cancellationToken).ConfigureAwait(false);
            return assessment switch
            {
                null => Failed(scorer, "gave no assessment"),
                { Score: not (>= 0 and <= 1) } => Failed(scorer, "gave a score that is not between 0 and 1"),
                { Reasons: null } => assessment with { Reasons = [] },
                _ => assessment,
            };
        }
        catch (TimeoutException)
        {
            return Failed(scorer, "took too long");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // Not the message: it may quote the answer.
            return Failed(scorer, $"failed with {e.GetType().Name}");
        }
    }

    private static RiskAssessment Failed(object scorer, string how) => new()
    {
        Score = 1,
        IsComplete = false,
        Reasons = [new RiskReason("scoring", $"{scorer.GetType().Name} {how}, so the answer counts as maximal risk")],
    };
}
