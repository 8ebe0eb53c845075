namespace MedRecCloud.Intake.Maintenance;

/// <summary>Something no event asks for, done every ten minutes; safe to run twice and to break off.</summary>
public interface IMaintenanceTask
{
    Task RunAsync(CancellationToken cancellationToken);
}
