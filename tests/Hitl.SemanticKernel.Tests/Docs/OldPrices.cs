namespace Hitl.SemanticKernel.Tests.Docs;

#region result-check
internal sealed class OldPrices : IResultCheck
{
    public ValueTask<IReadOnlyList<ResultFinding>> CheckAsync(ToolResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<ResultFinding>>(
            result.Value.ToString().Contains("price list 2019", StringComparison.OrdinalIgnoreCase)
                ? [new ResultFinding("old-prices", "the prices are of an old list")]
                : []);
}
#endregion
