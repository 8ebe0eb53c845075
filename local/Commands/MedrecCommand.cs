using System.CommandLine;

namespace MedRecCloud.Local.Commands;

/// <summary>The tool and its commands.</summary>
internal static class MedrecCommand
{
    public static RootCommand Create() =>
        new("""
            MedRecCloud on one machine: FHIR events in, medication proposals out.

            Examples:
              medrec                               the demonstration: a sample day through the whole product
              medrec up --fhir EXPORT              the stack for a folder of FHIR *.ndjson files, until Ctrl-C
              medrec send event.json               put an event on the queue of a running stack
              medrec proposals                     what became of each encounter
              medrec deadletters list              what could not be read, and why
              medrec rescore --source EXPORT       score every encounter of an export again, and report
              medrec sample --out DIR              write a sample day to look at
            """)
        {
            DemoCommand.Create(),
            UpCommand.Create(),
            SendCommand.Create(),
            ProposalsCommand.Create(),
            DeadLettersCommand.Create(),
            RescoreCommand.Create(),
            SampleCommand.Create(),
            HostBrokerCommand.Create(),
            HostFhirCommand.Create(),
            HostIntakeCommand.Create(),
            HostRescoreCommand.Create(),
        };
}
