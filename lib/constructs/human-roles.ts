// Roles that people assume. The session must bear the user's own name, so that an audit record
// names a person and two approvals are really two persons.
import { AccountRootPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeRouteParameters } from '../guardrails/acknowledgements.ts';
import { type AdminApi, adminRoutes } from './admin-api.ts';

const named = new AccountRootPrincipal().withConditions({
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable, not a template.
  StringEquals: { 'sts:RoleSessionName': '${aws:username}' },
});

/** Kept apart, so that a person needs another role for the second signature; core asks for another person. */
const isApproval = (route: string): boolean => route.startsWith('approve-');

export class HumanRoles extends Construct {
  readonly viewer: Role;
  readonly operator: Role;
  readonly approver: Role;

  constructor(scope: Construct, id: string, props: { stage: Stage; admin: AdminApi }) {
    super(scope, id);
    const { stage, admin } = props;
    const role = (name: string, routes: readonly RouteRow[]): Role => {
      const made = new Role(this, name, {
        roleName: `fluxpay-${stage.name}-${name.toLowerCase()}`,
        assumedBy: named,
      });
      made.addToPolicy(
        new PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: routes.map(({ method, path }) =>
            admin.api.arnForExecuteApi(method, path, admin.api.deploymentStage.stageName),
          ),
        }),
      );
      acknowledgeRouteParameters(made);
      return made;
    };
    this.viewer = role(
      'Viewer',
      adminRoutes.filter(({ method }) => method === 'GET'),
    );
    this.operator = role(
      'Operator',
      adminRoutes.filter(({ id: route }) => !isApproval(route)),
    );
    this.approver = role(
      'Approver',
      adminRoutes.filter(({ id: route, method }) => method === 'GET' || isApproval(route)),
    );
  }
}
