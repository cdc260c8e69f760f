using AgentDemo.Shop;
using Microsoft.Extensions.AI;

namespace AgentDemo.Agent;

/// <summary>The calls that the open part of a conversation asks for, and what came of those that were made.</summary>
internal sealed class Plan
{
    private readonly List<Step> _steps = [];

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>The calls that can be made now: not made yet, and what they need has come back.</summary>
    public IReadOnlyList<Step> Ready =>
        [.. _steps.Where(step => step.CallId is null && (step.Needs is null || step.Needs.Outcome is not null) && step.Arguments() is not null)];

    public void Add(Request request)
    {
        switch (request.Kind)
        {
            case RequestKind.Lookup:
                _ = Lookup(request.OrderId!);
                break;
            case RequestKind.Refund:
                _steps.Add(new Step(OrdersPlugin.RefundTool, request, request.Amount is null ? Lookup(request.OrderId!) : null));
                break;
            case RequestKind.Delete:
                _steps.Add(new Step(CustomersPlugin.DeleteTool, request, request.CustomerId is null ? CustomerQuery(request) : null));
                break;
            case RequestKind.Mail:
                Step? needs = request.Address is not null ? null
                    : request.CustomerName is not null ? CustomerQuery(request)
                    : request.OrderId is not null ? Lookup(request.OrderId)
                    : null;
                _steps.Add(new Step(EmailPlugin.SendTool, request, needs));
                break;
            case RequestKind.Query:
                _steps.Add(new Step(DatabasePlugin.QueryTool, request));
                break;
        }
    }

    /// <summary>Notes a call that was made. Calls are told apart by their order: a person may have changed the arguments.</summary>
    public void Made(FunctionCallContent call)
    {
        Step? step = _steps.Find(s => s.CallId is null && ToolNames.Same(s.Tool, call.Name));
        if (step is not null)
        {
            step.CallId = call.CallId;
        }
    }

    public void CameBack(FunctionResultContent result)
    {
        Step? step = _steps.Find(s => s.CallId == result.CallId);
        if (step is not null)
        {
            step.Outcome = ToolOutcome.From(result.Result);
        }
    }

    private Step Lookup(string orderId) =>
        _steps.Find(s => s.Tool == OrdersPlugin.LookupTool && s.Request.OrderId == orderId)
        ?? Added(new Step(OrdersPlugin.LookupTool, new Request(RequestKind.Lookup) { OrderId = orderId }));

    private Step CustomerQuery(Request request) =>
        _steps.Find(s => s.Tool == DatabasePlugin.QueryTool && s.Request.CustomerName == request.CustomerName)
        ?? Added(new Step(DatabasePlugin.QueryTool, request));

    private Step Added(Step step)
    {
        _steps.Add(step);
        return step;
    }
}
